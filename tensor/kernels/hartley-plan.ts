/** The plan of the kernels' Hartley transform (hartley.as.ts). */

import { element } from "../../core/elements.js";
import type { Heap } from "../../core/kernels/heap.js";
import type { Lattice } from "../../core/lattice.js";

const wordsPerDirection = 8;

/** Writes the plan of a kernel of this precision to the heap and returns its address. */
export function writeHartleyPlan(
	heap: Heap,
	lattice: Lattice,
	precision: "float32" | "float64",
): number {
	const plan = heap.int32(1 + wordsPerDirection * lattice.dimension);
	const words = [lattice.dimension];
	for (const [mu, extent] of lattice.shape.entries()) {
		const { base, levels } = cut(extent);
		const twiddles = twiddlesOf(base, levels);
		const folded = foldedOf(base);
		const reversal = Int32Array.from({ length: 1 << levels }, (_, i) =>
			reversed(i, levels),
		);
		const twiddleBlock = heap[precision](twiddles.length);
		twiddleBlock.view.set(twiddles);
		const foldedBlock = heap[precision](folded.length);
		foldedBlock.view.set(folded);
		const reversalBlock = heap.int32(reversal.length);
		reversalBlock.view.set(reversal);
		words.push(
			extent,
			element(lattice.strides, mu),
			base,
			levels,
			twiddleBlock.address,
			foldedBlock.address,
			reversalBlock.address,
			0,
		);
	}
	plan.view.set(words);
	return plan.address;
}

/** extent = base * 2^levels. The kernel has codelets for the even bases 2, 4, 6 and 8. */
function cut(extent: number): { base: number; levels: number } {
	let base = extent;
	let levels = 0;
	while (base % 2 === 0 && !(base <= 8)) {
		base /= 2;
		levels += 1;
	}
	return { base, levels };
}

/** cos and sin of pi k / l for 0 < k < l / 2, for l = base, 2 base, ... */
function twiddlesOf(base: number, levels: number): number[] {
	const values: number[] = [];
	for (let level = 0; level < levels; level++) {
		const length = base << level;
		for (let k = 1; 2 * k < length; k++) {
			const angle = (Math.PI * k) / length;
			values.push(Math.cos(angle), Math.sin(angle));
		}
	}
	return values;
}

/** cos and sin of 2 pi j k / m for j and k from 1 to (m - 1) / 2. k is the outer index. */
function foldedOf(m: number): number[] {
	const values: number[] = [];
	if (m % 2 === 0) return values;
	for (let k = 1; 2 * k < m; k++) {
		for (let j = 1; 2 * j < m; j++) {
			const angle = (2 * Math.PI * ((j * k) % m)) / m;
			values.push(Math.cos(angle), Math.sin(angle));
		}
	}
	return values;
}

function reversed(index: number, bits: number): number {
	let out = 0;
	for (let bit = 0; bit < bits; bit++)
		out |= ((index >> bit) & 1) << (bits - 1 - bit);
	return out;
}
