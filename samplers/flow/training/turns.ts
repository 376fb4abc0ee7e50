/** Turns of a block's numbers along its axes, and the matrices of its slopes, in the memory of a kernel. */
import { type Block, loadKernel } from "../../../core/kernels/load.js";

/** The numbers of a block are [before, length, behind]. */
interface Place {
	readonly before: number;
	readonly length: number;
	readonly behind: number;
}

/** Of which only its place and its matrix of slopes, [length, length], are used. */
interface Gram extends Place {
	readonly gram: Float64Array;
}

/** Rows that the kernel multiplies side by side. */
const tall = 4;

type TurnKernel = ReturnType<
	typeof loadKernel<"samplers/flow/training/simd/turns">
>;

let kernel: TurnKernel | undefined;

/** The kernel with nothing but a copy of the numbers in its memory. */
function holding(values: Float64Array) {
	kernel ??= loadKernel("samplers/flow/training/simd/turns");
	const { heap, exports } = kernel;
	heap.reset();
	const copied = (numbers: Float64Array): Block<Float64Array> => {
		const block = heap.float64(numbers.length);
		block.view.set(numbers);
		return block;
	};
	return { exports, heap, copied, block: copied(values) };
}

/**
 * values[a, j, b] <- sum_i matrix[i, j] values[a, i, b], one axis after the other, in place.
 * @param matrixOf [length, length]
 * @param transposed takes matrix[j, i] instead
 */
export function along<P extends Place>(
	axes: readonly P[],
	values: Float64Array,
	matrixOf: (axis: P) => Float64Array,
	transposed = false,
): void {
	const { exports, heap, copied, block } = holding(values);
	let [from, to] = [block, heap.float64(values.length)];
	const mark = heap.mark();
	for (const axis of axes) {
		heap.reset(mark);
		const { before, length, behind } = axis;
		let { address } = copied(matrixOf(axis));
		if (transposed) {
			const across = heap.float64(length * length).address;
			exports.transpose(length, length, address, across);
			address = across;
		}
		const panel = heap.float64(tall * length).address;
		exports.turn(
			before,
			length,
			behind,
			address,
			from.address,
			to.address,
			panel,
		);
		[from, to] = [to, from];
	}
	values.set(from.view);
}

/** gram <- keep gram + (1 - keep) sum over the other indices of slopes_i slopes_j, for every axis. */
export function gather(
	axes: readonly Gram[],
	slopes: Float64Array,
	keep: number,
): void {
	const { exports, heap, copied, block } = holding(slopes);
	const mark = heap.mark();
	for (const { before, length, behind, gram } of axes) {
		heap.reset(mark);
		const own = copied(gram);
		exports.gather(
			before,
			length,
			behind,
			block.address,
			keep,
			own.address,
			heap.float64(gram.length).address,
			heap.float64(slopes.length).address,
			heap.float64((tall * slopes.length) / length).address,
		);
		gram.set(own.view);
	}
}
