import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	compileKernel,
	Heap,
	instantiateKernel,
	loadKernel,
} from "../../core/kernels/load.js";

describe("loading", () => {
	test("a module is compiled once and instantiated often", () => {
		expect(compileKernel("tensor/kernels/elementwise")).toBe(
			compileKernel("tensor/kernels/elementwise"),
		);
		const a = loadKernel("tensor/kernels/elementwise");
		const b = loadKernel("tensor/kernels/elementwise");
		expect(a.memory).not.toBe(b.memory);
	});

	test("two instances can share a memory", () => {
		const { heap, memory } = loadKernel("tensor/kernels/elementwise");
		const other = instantiateKernel("tensor/kernels/elementwise", memory);
		const x = heap.float32(7);
		x.view.set([-3, -2, -1, 0, 1, 2, 3]);
		other.leakyRelu(7, x.address, x.address, 0.5);
		expect([...x.view]).toEqual([-1.5, -1, -0.5, 0, 1, 2, 3]);
	});

	test("an unknown kernel is named in the message", () => {
		expect(() => compileKernel("no-such-kernel")).toThrow(/no-such-kernel/);
	});
});

describe("heap", () => {
	test("blocks are aligned, disjoint and keep their contents while the memory grows", () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.tuple(
						fc.constantFrom("float32", "float64", "int32", "uint8"),
						fc.integer({ min: 0, max: 300_000 }),
					),
					{ minLength: 1, maxLength: 12 },
				),
				(requests) => {
					const { heap } = loadKernel("tensor/kernels/elementwise");
					const blocks = requests.map(([kind, length], i) => {
						const block = heap[kind as "float32"](length);
						block.view.fill(i + 1);
						return block;
					});
					let end = 0;
					blocks.forEach((block, i) => {
						expect(block.address % 16).toBe(0);
						expect(block.address).toBeGreaterThanOrEqual(end);
						end = block.address + block.view.byteLength;
						expect(block.view.length).toBe(requests[i][1]);
						expect(block.view.every((value) => value === i + 1)).toBe(true);
					});
				},
			),
			{ numRuns: 30, seed: 1 },
		);
	});

	test("a reset gives the same addresses again", () => {
		const { heap } = loadKernel("tensor/kernels/elementwise");
		heap.float32(5);
		const mark = heap.mark();
		const first = heap.float64(100).address;
		heap.reset(mark);
		expect(heap.int32(3).address).toBe(first);
		expect(() => heap.reset(heap.mark() + 16)).toThrow(RangeError);
	});

	test("a heap that starts later never frees what lies before it", () => {
		const { memory } = loadKernel("tensor/kernels/elementwise");
		const heap = new Heap(memory, 5000);
		const first = heap.float32(3).address;
		expect(first).toBeGreaterThanOrEqual(5000);
		heap.reset();
		expect(heap.float32(3).address).toBe(first);
		expect(() => heap.reset(1024)).toThrow(RangeError);
	});

	test("more than 32 bits can address is refused", () => {
		const { heap } = loadKernel("tensor/kernels/elementwise");
		expect(() => heap.float64(2 ** 30)).toThrow(/4 GiB/);
		expect(() => heap.float32(-1)).toThrow(RangeError);
		expect(() => heap.float32(1.5)).toThrow(RangeError);
	});
});
