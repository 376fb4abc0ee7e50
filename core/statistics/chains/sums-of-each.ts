/** Sums over each of several series, in order from its first value on, by passes of a kernel. */
import { element } from "../../elements.js";
import type { Block, Heap } from "../../kernels/load.js";
import { resident } from "./resident.js";

/** Of x - centre, with a centre for each series, or of x. */
export function sumsOfEach(
	series: readonly Float64Array[],
	centres: Centres = 0,
): Float64Array {
	return pass(series, centres, "sums");
}

/** Of (x - centre)^2. */
export function squaresOfEach(
	series: readonly Float64Array[],
	centres: Centres,
): Float64Array {
	return pass(series, centres, "squares");
}

export function meansOfEach(series: readonly Float64Array[]): number[] {
	const sums = sumsOfEach(series);
	return series.map(({ length }, r) => element(sums, r) / length);
}

/** Every series minus its own centre, or minus the one of all. */
export function centredEach(
	series: readonly Float64Array[],
	centres: Centres,
): Float64Array[] {
	const own = resident(series);
	const { address } = filled(own.scratch(), series.length, centres);
	own.exports.centre(own.count, own.table, address);
	return own.taken();
}

type Centres = number | readonly number[];

function pass(
	series: readonly Float64Array[],
	centres: Centres,
	kind: "sums" | "squares",
): Float64Array {
	const own = resident(series);
	const heap = own.scratch();
	const { address } = filled(heap, series.length, centres);
	const out = heap.float64(series.length);
	own.exports[kind](own.count, own.table, address, out.address);
	return out.view.slice();
}

function filled(
	heap: Heap,
	length: number,
	centres: Centres,
): Block<Float64Array> {
	const block = heap.float64(length);
	if (typeof centres === "number") block.view.fill(centres);
	else block.view.set(centres);
	return block;
}
