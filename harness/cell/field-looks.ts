/** What a cell keeps of its configurations for pictures: sums over momentum modes, and the last few of them. */
import { z } from "zod";
import { type Diagnostics, diagnosticsSchema } from "../../core/diagnostics.js";
import { defined } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { FieldSpace } from "../../core/field-space.js";
import { picturesOf, withPath } from "../../metrics/cell/field-pictures.js";
import {
	hasModes,
	type ModeState,
	ModeSums,
} from "../../metrics/cell/mode-sums.js";

/** Small enough for the state of a checkpoint. */
export const looksSchema = z.strictObject({
	modes: z
		.strictObject({
			reference: z.number().optional(),
			seen: z.number(),
			sums: z.array(z.number()),
		})
		.optional(),
	pictures: diagnosticsSchema.shape.pictures,
});

export interface LooksState {
	readonly modes?: ModeState | undefined;
	readonly pictures?: Diagnostics["pictures"];
}

export class FieldLooks {
	readonly #space: FieldSpace;
	readonly #modes: ModeSums | undefined;
	#pictures: Diagnostics["pictures"];

	/** @param wanted configurations that will be drawn, over all chains */
	constructor(space: FieldSpace, wanted: number) {
		this.#space = space;
		this.#modes = hasModes(space) ? new ModeSums(space, wanted) : undefined;
	}

	add(ensemble: Ensemble): void {
		this.#modes?.add(ensemble);
		this.#pictures = picturesOf(ensemble, this.#space) ?? this.#pictures;
	}

	save(): LooksState {
		const modes = this.#modes?.save();
		return {
			...defined({ modes, pictures: this.#pictures }),
		};
	}

	restore({ modes, pictures }: LooksState): void {
		if (modes !== undefined) this.#modes?.restore(modes);
		this.#pictures = pictures;
	}

	/** @param path one draw from noise to field, where the sampler shows it */
	result(path?: readonly Float32Array[]): Diagnostics {
		const modes = this.#modes?.result();
		const pictures = withPath(this.#pictures, path, this.#space);
		return {
			...defined({ modes, pictures }),
		};
	}
}
