/** Copies, products and sums of the wasm backend against plain JavaScript, for any shape. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, fillNormal } from "../../core/random.js";
import { openBackend } from "../../tensor/backend.js";
import * as tf from "../../tensor/tf.js";

const dtypes = fc.constantFrom<"float32" | "int32" | "bool">(
	"float32",
	"int32",
	"bool",
);

/** Distinct values of any type. */
function counting(shape: number[], dtype: "float32" | "int32" | "bool") {
	const size = shape.reduce((product, extent) => product * extent, 1);
	const values = Array.from({ length: size }, (_, i) =>
		dtype === "bool" ? (i * 7) % 3 === 0 : i + 1,
	);
	return tf.tensor(values as number[], shape, dtype);
}

function normals(shape: readonly number[], seed: number): tf.Tensor {
	const size = shape.reduce((product, extent) => product * extent, 1);
	const values = fillNormal(createRandom(seed), new Float32Array(size));
	return tf.tensor(values, [...shape]);
}

/** Shape, type and values on both backends. */
async function both(work: () => tf.Tensor[]): Promise<readonly unknown[][]> {
	const results: unknown[][] = [];
	for (const backend of ["wasm", "cpu"] as const) {
		await openBackend(backend);
		results.push(
			tf.tidy(() =>
				work().map((t) => [t.dtype, t.shape, Array.from(t.dataSync())]),
			) as unknown as unknown[],
		);
	}
	return results;
}

async function expectSame(work: () => tf.Tensor[]): Promise<void> {
	const [wasm, cpu] = await both(work);
	expect(wasm).toEqual(cpu);
}

const shapes = fc.array(fc.integer({ min: 1, max: 9 }), {
	minLength: 1,
	maxLength: 4,
});

describe("copies", () => {
	test("slices", async () => {
		const slices = fc
			.tuple(shapes, dtypes, fc.nat())
			.map(([shape, dtype, n]) => {
				const begin = shape.map((extent, axis) => (n >> (3 * axis)) % extent);
				const size = shape.map(
					(extent, axis) =>
						1 + ((n >> (2 * axis + 5)) % (extent - begin[axis])),
				);
				return { shape, dtype, begin, size };
			});
		await fc.assert(
			fc.asyncProperty(slices, ({ shape, dtype, begin, size }) =>
				expectSame(() => [tf.slice(counting(shape, dtype), begin, size)]),
			),
			{ numRuns: 60, seed: 1 },
		);
	});

	test("splits and concatenations", async () => {
		await fc.assert(
			fc.asyncProperty(shapes, dtypes, fc.nat(3), async (shape, dtype, n) => {
				const axis = n % shape.length;
				const extent = shape[axis];
				const first = extent >> 1;
				await expectSame(() => {
					const x = counting(shape, dtype);
					if (first === 0) return [tf.concat([x, x], axis)];
					const parts = tf.split(x, [first, extent - first], axis);
					return [...parts, tf.concat([parts[1], parts[0], x], axis)];
				});
			}),
			{ numRuns: 60, seed: 2 },
		);
	});

	test("tiles", async () => {
		await fc.assert(
			fc.asyncProperty(shapes, dtypes, fc.nat(), (shape, dtype, n) =>
				expectSame(() => [
					tf.tile(
						counting(shape, dtype),
						shape.map((_, axis) => 1 + ((n >> (2 * axis)) % 4)),
					),
				]),
			),
			{ numRuns: 60, seed: 3 },
		);
	});

	test("gathers", async () => {
		await fc.assert(
			fc.asyncProperty(shapes, dtypes, fc.nat(1000), (shape, dtype, n) =>
				expectSame(() => {
					const axis = n % shape.length;
					const indices = Array.from(
						{ length: 6 },
						(_, i) => (n + 5 * i) % shape[axis],
					);
					const x = counting(shape, dtype);
					return [
						tf.gather(x, tf.tensor1d(indices, "int32"), axis),
						tf.gather(x, tf.tensor2d(indices, [2, 3], "int32"), axis),
					];
				}),
			),
			{ numRuns: 60, seed: 4 },
		);
		await openBackend("wasm");
		expect(() =>
			tf.gather(tf.zeros([3]), tf.tensor1d([0, 3], "int32")),
		).toThrow("index number 1 is outside 0 ... 2");
	});

	test("a slice of everything is a tensor of its own", async () => {
		await openBackend("wasm");
		const x = tf.tensor1d([1, 2, 3]);
		const copy = tf.slice(x, [0], [3]);
		x.dispose();
		expect([...copy.dataSync()]).toEqual([1, 2, 3]);
	});

	test("empty tensors", async () => {
		await expectSame(() => [
			tf.concat([tf.zeros([0, 2]), tf.ones([1, 2])], 0),
			tf.tile(tf.zeros([0, 2]), [2, 2]),
			tf.slice(tf.ones([3, 2]), [1, 0], [0, 2]),
		]);
	});
});

describe("products", () => {
	/** Rounding of sums of up to 20 products of standard normals. */
	async function expectClose(work: () => tf.Tensor[]): Promise<void> {
		const [wasm, cpu] = await both(work);
		wasm.forEach((result, k) => {
			const [, shape, values] = result as [string, number[], number[]];
			const [, otherShape, others] = cpu[k] as [string, number[], number[]];
			expect(shape).toEqual(otherShape);
			values.forEach((value, i) => {
				expect(Math.abs(value - others[i])).toBeLessThan(2e-4);
			});
		});
	}

	test("matrix products with transposed factors, and their gradients", async () => {
		const extent = fc.integer({ min: 1, max: 9 });
		await fc.assert(
			fc.asyncProperty(
				fc.tuple(extent, extent, extent),
				fc.boolean(),
				fc.boolean(),
				fc.boolean(),
				([n, k, m], transposeA, transposeB, batched) =>
					expectClose(() => {
						const batch = batched ? [3] : [];
						const a = normals([...batch, ...(transposeA ? [k, n] : [n, k])], 1);
						const b = normals([...batch, ...(transposeB ? [m, k] : [k, m])], 2);
						const product = (x: tf.Tensor, y: tf.Tensor) =>
							tf.matMul(x, y, transposeA, transposeB);
						const dy = normals([...batch, n, m], 3);
						return [
							product(a, b),
							...tf.grads((x: tf.Tensor, y: tf.Tensor) =>
								tf.sum(tf.mul(product(x, y), dy)),
							)([a, b]),
						];
					}),
			),
			{ numRuns: 40, seed: 5 },
		);
	});

	test("gradient of conv2d in its input, with and without stride", async () => {
		const size = fc.integer({ min: 1, max: 3 });
		await fc.assert(
			fc.asyncProperty(
				fc.tuple(
					fc.integer({ min: 3, max: 7 }),
					fc.integer({ min: 3, max: 7 }),
				),
				fc.tuple(size, size),
				fc.tuple(
					fc.integer({ min: 1, max: 6 }),
					fc.integer({ min: 1, max: 9 }),
				),
				fc.constantFrom(1, 1, 2),
				fc.constantFrom<"same" | "valid">("same", "valid"),
				([height, width], filterSize, [inputs, outputs], stride, pad) =>
					expectClose(() => {
						const filter = normals([...filterSize, inputs, outputs], 1);
						const convolve = (x: tf.Tensor) =>
							tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
						const x = normals([2, height, width, inputs], 2);
						const dy = normals(convolve(x).shape, 3);
						return [
							tf.grad((t: tf.Tensor) => tf.sum(tf.mul(convolve(t), dy)))(x),
						];
					}),
			),
			{ numRuns: 40, seed: 6 },
		);
	});
});

describe("sums", () => {
	test("over any axes, kept or not, with gradients", async () => {
		await fc.assert(
			fc.asyncProperty(
				shapes,
				fc.nat(15),
				fc.boolean(),
				async (shape, n, keep) => {
					const axes = shape.flatMap((_, axis) =>
						(n >> axis) & 1 ? [axis] : [],
					);
					const results = await both(() => {
						const x = normals(shape, n);
						const chosen = axes.length === 0 ? undefined : axes;
						return [
							tf.sum(x, chosen, keep),
							tf.mean(x, chosen, keep),
							tf.grad((t: tf.Tensor) =>
								tf.sum(tf.square(tf.mean(t, chosen, keep))),
							)(x),
							tf.sum(tf.cast(x, "int32"), chosen, keep),
						];
					});
					const [wasm, cpu] = results as [string, number[], number[]][][];
					wasm.forEach(([dtype, outShape, values], k) => {
						expect([dtype, outShape]).toEqual(cpu[k].slice(0, 2));
						values.forEach((value, i) => {
							// Up to 9^4 terms of order 1, added up by the other backend in float32.
							const scale = Math.max(1, Math.abs(value));
							expect(Math.abs(value - cpu[k][2][i])).toBeLessThan(1e-3 * scale);
						});
					});
				},
			),
			{ numRuns: 40, seed: 7 },
		);
	});

	test("are rounded once", async () => {
		await openBackend("wasm");
		const values = fillNormal(createRandom(3), new Float32Array(2 * 50_001));
		const x = tf.tensor2d(values, [2, 50_001]);
		const exact = [0, 1].map((row) =>
			values
				.subarray(row * 50_001, (row + 1) * 50_001)
				.reduce((sum, value) => sum + value, 0),
		);
		// float64 sums in two orders differ by far less than half a float32 step.
		const rounded = exact.map(Math.fround);
		expect([...tf.sum(x, 1).dataSync()]).toEqual(rounded);
		// Added up in float32, a million plus 0.01 would stay a million.
		const small = tf.concat([tf.tensor1d([1e6]), tf.fill([100_000], 0.01)]);
		expect(tf.sum(small).arraySync()).toBe(
			Math.fround(1e6 + 100_000 * Math.fround(0.01)),
		);
	});
});
