/** What the tests of manifolds share: random elements and momenta, distances, drifts in a row. */
import type { Geometry, Reals } from "../../../actions/manifolds/manifold.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import * as tf from "../../../tensor/tf.js";

export const u = 2 ** -24;
export const count = 64;

/** [count, ...] as the contract has it: no last axis for one real. */
export const tensorOf = (values: Reals, width: number, outer = count) =>
	tf.tensor(Float32Array.from(values), width > 1 ? [outer, width] : [outer]);

export function randomState(
	geometry: Geometry,
	components: number,
	seed: string,
) {
	const random = createRandom(seed);
	const width = geometry.momentumSize(components);
	const elements = new Float64Array(count * components);
	geometry.uniform(random, elements, components);
	const momenta = fillNormal(random, new Float64Array(count * width));
	geometry.momenta(elements, momenta, components);
	return {
		width,
		elements: Float32Array.from(elements),
		momenta: Float32Array.from(momenta),
	};
}

export const element = (values: Reals, i: number, components: number) =>
	values.subarray(i * components, (i + 1) * components);

export function largestDistance(
	geometry: Geometry,
	a: Reals,
	b: Reals,
	components: number,
): number {
	let largest = 0;
	for (let i = 0; i < a.length / components; i++)
		largest = Math.max(
			largest,
			geometry.distance(element(a, i, components), element(b, i, components)),
		);
	return largest;
}

/** Fields and momenta after drifts of these lengths, one after another. */
export async function drifted(
	geometry: Geometry,
	fields: tf.Tensor,
	momenta: tf.Tensor,
	lengths: readonly number[],
): Promise<{ fields: Float32Array; momenta: Float32Array }> {
	let moved = { fields, momenta };
	for (const length of lengths)
		moved = geometry.drift(moved.fields, moved.momenta, length);
	return {
		fields: (await moved.fields.data()) as Float32Array,
		momenta: (await moved.momenta.data()) as Float32Array,
	};
}
