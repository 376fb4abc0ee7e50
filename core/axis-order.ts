/** Arrays whose axes have another order in memory than ours. */
import { element } from "./elements.js";

/**
 * Places in memory of the numbers of an array, in row-major order.
 * @param shape extents of its axes
 * @param stored axes in the order in which they lie in memory, the last one without gaps
 */
export function placesOf(
	shape: readonly number[],
	stored: readonly number[],
): Int32Array {
	const strides = new Map<number, number>();
	let size = 1;
	for (const axis of [...stored].reverse()) {
		strides.set(axis, size);
		size *= element(shape, axis);
	}
	return Int32Array.from({ length: size }, (_, i) => {
		let rest = i;
		let place = 0;
		for (let axis = shape.length - 1; axis >= 0; axis--) {
			const extent = element(shape, axis);
			place += (rest % extent) * (strides.get(axis) ?? 0);
			rest = Math.floor(rest / extent);
		}
		return place;
	});
}

/** The same for an array whose first axis lies without gaps, as in Fortran. */
export function columnMajor(shape: readonly number[]): Int32Array {
	return placesOf(shape, [...shape.keys()].reverse());
}
