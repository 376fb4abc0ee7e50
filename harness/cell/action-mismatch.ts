/** Finds possible causes of a wrong S by trying. */

import { columnMajor } from "../../core/axis-order.js";
import { digits } from "../../core/digits.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { FieldSpace } from "../../core/field-space.js";

/** A configuration whose S was recomputed. */
export interface Compared {
	/** Index in the ensemble. */
	readonly index: number;
	/** The value from the sampler. */
	readonly claimed: number;
	readonly value: number;
	/** Largest difference that rounding to float32 explains. */
	readonly tolerance: number;
}

export function agrees({ claimed, value, tolerance }: Compared): boolean {
	return Math.abs(claimed - value) <= tolerance;
}

/** Compares S of other fields with the same claims. */
type Retry = (
	field: (index: number, x: number) => number,
) => Promise<readonly Compared[]>;

/** One sentence: both numbers of the worst configuration, how many configurations differ, and the likely cause. */
export async function explainMismatch(
	compared: readonly Compared[],
	ensemble: Ensemble,
	space: FieldSpace,
	retry: Retry,
): Promise<string> {
	const off = (c: Compared): number =>
		Math.abs(c.claimed - c.value) / c.tolerance;
	const worst = compared.reduce((a, b) => (off(b) > off(a) ? b : a));
	const wrong = compared.filter((c) => !agrees(c)).length;
	const cause =
		wrong < compared.length
			? ((await ofAnother(ensemble, space, retry)) ??
				"only some are wrong, as where S of a rejected proposal is handed out")
			: (offset(compared) ??
				factor(compared) ??
				(await ofOtherFields(ensemble, space, retry)) ??
				"neither a constant nor a factor: other couplings, another lattice or other boundaries?");
	return `the sampler says S = ${digits(worst.claimed, 7)} where the action is ${digits(worst.value, 7)} (configuration ${worst.index}; ${wrong} of the ${compared.length} that were recomputed differ): ${cause}`;
}

function offset(compared: readonly Compared[]): string | undefined {
	const first = element(compared, 0);
	const shift = first.claimed - first.value;
	return compared.every(
		(c) =>
			Math.abs(c.claimed - c.value - shift) <= c.tolerance + first.tolerance,
	)
		? `a constant offset of ${digits(shift, 7)}`
		: undefined;
}

function factor(compared: readonly Compared[]): string | undefined {
	const largest = compared.reduce((a, b) =>
		Math.abs(b.value) > Math.abs(a.value) ? b : a,
	);
	const ratio = largest.claimed / largest.value;
	return compared.every(
		(c) =>
			Math.abs(c.claimed - ratio * c.value) <=
			(1 + Math.abs(ratio)) * (c.tolerance + largest.tolerance),
	)
		? `a factor of ${digits(ratio, 7)}`
		: undefined;
}

async function ofOtherFields(
	ensemble: Ensemble,
	space: FieldSpace,
	retry: Retry,
): Promise<string | undefined> {
	const { fields, count } = ensemble;
	const { size } = space;
	const plain = (index: number, x: number) => element(fields, index * size + x);
	const columns = columnMajor(space.shape);
	const tries = [
		...[Math.SQRT2, Math.SQRT1_2].map(
			(scale) =>
				[
					`S of ${scale > 1 ? "√2 φ" : "φ/√2"}: does the kinetic term have a factor 1/2 in that convention?`,
					(index: number, x: number) => scale * plain(index, x),
				] as const,
		),
		[
			`S on another lattice: the fields are laid out with the first direction fastest, expected the last of [${space.shape.join(", ")}]`,
			(index: number, x: number) => plain(index, element(columns, x)),
		],
		[
			`the fields are laid out as [${size}, ${count}], expected [${count}, ${size}]`,
			(index: number, x: number) => element(fields, x * count + index),
		],
	] as const;
	for (const [cause, field] of tries)
		if ((await retry(field)).every(agrees)) return cause;
	return ofAnother(ensemble, space, retry);
}

/** Whether S belongs to the configuration before or after. */
async function ofAnother(
	{ fields, count }: Ensemble,
	{ size }: FieldSpace,
	retry: Retry,
): Promise<string | undefined> {
	for (const [step, which] of [
		[-1, "before"],
		[1, "after"],
	] as const) {
		const shifted = await retry((index, x) => {
			const place = Math.min(count - 1, Math.max(0, index + step));
			return element(fields, place * size + x);
		});
		// The first configuration has none before it, and the last has none after it.
		const inside = shifted.filter(
			({ index }) => index + step >= 0 && index + step < count,
		);
		if (inside.length > 0 && inside.every(agrees))
			return `S of the configuration ${which} it`;
	}
	return undefined;
}
