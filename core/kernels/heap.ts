/**
 * A bump allocator over a WebAssembly memory. Addresses never change, but views do: when the memory
 * grows, the old views are detached. An allocation is therefore a `Block`, whose `view` is always
 * the current one. Take `block.view` anew after anything that may have allocated. Pass
 * `block.address` to kernels.
 *
 *   const heap = new Heap(memory);
 *   const weights = heap.float32(1000);          // lives as long as the heap
 *   const mark = heap.mark();
 *   const scratch = heap.float64(64);            // lives until the reset
 *   scratch.view.fill(0);
 *   kernel.exports.run(weights.address, scratch.address, 64);
 *   heap.reset(mark);
 */

const pageBytes = 65536;
/** Loads and stores of v128 are fastest at multiples of 16, and the alignment hints hold there. */
const alignment = 16;
/** Address 0 stays unused, so it can mean "no array" in the arguments of a kernel. */
const firstAddress = 1024;
/** 32-bit addresses. */
const mostBytes = 2 ** 32 - pageBytes;

/** A typed array on the heap. */
export interface Block<A> {
	/** Byte address, a multiple of 16. Kernels take it. */
	readonly address: number;
	/** Elements. */
	readonly length: number;
	/** The current view. Do not keep it across allocations. */
	readonly view: A;
}

type ViewConstructor<A> = {
	new (buffer: ArrayBuffer, byteOffset: number, length: number): A;
	readonly BYTES_PER_ELEMENT: number;
};

export class Heap {
	private readonly start: number;
	private next: number;

	/** The heap owns `memory` from `start` on. Nothing else may allocate there. */
	constructor(
		readonly memory: WebAssembly.Memory,
		start: number = firstAddress,
	) {
		this.start = align(start);
		this.next = this.start;
	}

	/** Uninitialised: after a reset, memory keeps its old contents. */
	float32(length: number): Block<Float32Array> {
		return this.allocate(Float32Array, length);
	}

	float64(length: number): Block<Float64Array> {
		return this.allocate(Float64Array, length);
	}

	int32(length: number): Block<Int32Array> {
		return this.allocate(Int32Array, length);
	}

	uint8(length: number): Block<Uint8Array> {
		return this.allocate(Uint8Array, length);
	}

	/** A point to return to with `reset`. */
	mark(): number {
		return this.next;
	}

	/** Frees everything allocated since `mark`, or everything without an argument. The memory itself never shrinks. */
	reset(mark: number = this.start): void {
		if (mark > this.next || mark < this.start)
			throw new RangeError(`no such mark on this heap: ${mark}`);
		this.next = align(mark);
	}

	private allocate<A>(type: ViewConstructor<A>, length: number): Block<A> {
		if (!Number.isSafeInteger(length) || length < 0)
			throw new RangeError(`not a length: ${length}`);
		const address = this.next;
		const end = align(address + length * type.BYTES_PER_ELEMENT);
		this.reserve(end);
		this.next = end;
		return new HeapBlock(this.memory, type, address, length);
	}

	private reserve(end: number): void {
		const missing = end - this.memory.buffer.byteLength;
		if (missing <= 0) return;
		if (end > mostBytes)
			throw new RangeError(
				`a kernel's heap ends at 4 GiB; ${(end / 2 ** 30).toFixed(1)} GiB were asked for`,
			);
		// Grows by at least a quarter, so that many small allocations cause few growths.
		const spare = Math.min(this.memory.buffer.byteLength / 4, mostBytes - end);
		this.memory.grow(Math.ceil((missing + Math.max(spare, 0)) / pageBytes));
	}
}

class HeapBlock<A> implements Block<A> {
	private buffer: ArrayBuffer;
	private current: A;

	constructor(
		private readonly memory: WebAssembly.Memory,
		private readonly type: ViewConstructor<A>,
		readonly address: number,
		readonly length: number,
	) {
		this.buffer = memory.buffer;
		this.current = new type(this.buffer, address, length);
	}

	get view(): A {
		if (this.memory.buffer !== this.buffer) {
			this.buffer = this.memory.buffer;
			this.current = new this.type(this.buffer, this.address, this.length);
		}
		return this.current;
	}
}

function align(address: number): number {
	return Math.ceil(address / alignment) * alignment;
}
