/** The flow after training, and its way out of a checkpoint. */
import type { FlowShape } from "../flow/flow.js";
import { PreparedFlow } from "../flow/prepared.js";
import type { Checkpoint } from "../sampler.js";
import type { Fit } from "./fit.js";
import type { Frame } from "./frame.js";
import type { GaugeChosen } from "./options.js";

/** Its checkpoints hold the coordinates too. */
export class GaugePrepared extends PreparedFlow<GaugeChosen, FlowShape> {
	readonly #fit: Fit;

	constructor(
		fit: Fit,
		...rest: ConstructorParameters<typeof PreparedFlow<GaugeChosen, FlowShape>>
	) {
		super(...rest);
		this.#fit = fit;
	}

	override async checkpoint(): Promise<Checkpoint> {
		const plain = await super.checkpoint();
		const { frame, unexplained, unexplainedAtEnd } = this.#fit;
		return {
			...plain,
			state: { ...plain.state, unexplained, unexplainedAtEnd },
			arrays: { ...plain.arrays, origin: frame.origin, map: frame.map },
		};
	}
}

/** @throws Error when the checkpoint belongs to a flow with another number of parameters */
export function fitOf({ state, arrays }: Checkpoint, size: number): Fit {
	const array = (label: string, length: number): Float64Array => {
		const values = arrays[label];
		if (values?.length !== length)
			throw new Error(
				`the checkpoint is of another flow: ${label} has ${values?.length ?? 0} numbers, not ${length}`,
			);
		return Float64Array.from(values);
	};
	const frame: Frame = {
		origin: array("origin", size),
		map: array("map", size * size),
	};
	return {
		frame,
		unexplained: Number(state.unexplained),
		unexplainedAtEnd: Number(state.unexplainedAtEnd),
	};
}
