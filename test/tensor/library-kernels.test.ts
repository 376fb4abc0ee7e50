/** Kernels that the library's wasm backend lacks, against plain JavaScript and against definitions. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom, fillNormal } from "../../core/random.js";
import { openBackend } from "../../tensor/backend.js";
import * as tf from "../../tensor/tf.js";

function normals(shape: readonly number[], seed: number): tf.Tensor {
	const size = shape.reduce((product, extent) => product * extent, 1);
	const values = fillNormal(createRandom(seed), new Float32Array(size));
	return tf.tensor(values, [...shape]);
}

/** Values of one computation on both backends. */
async function both(
	work: () => tf.Tensor,
): Promise<readonly [Float32Array, Float32Array]> {
	const results: Float32Array[] = [];
	for (const backend of ["wasm", "cpu"] as const) {
		await openBackend(backend);
		results.push(tf.tidy(() => work().dataSync() as Float32Array).slice());
	}
	return [results[0], results[1]];
}

/** Sums of `terms` products of standard normals, each rounded: the error grows like the square root. */
function expectSums(
	[a, b]: readonly [Float32Array, Float32Array],
	terms: number,
): void {
	expect(a.length).toBe(b.length);
	const tolerance = 16 * 2 ** -24 * Math.max(terms, 4);
	for (let i = 0; i < a.length; i++)
		expect(Math.abs(a[i] - b[i])).toBeLessThan(tolerance);
}

describe("gradient of conv2d in its filter", () => {
	const size = fc.integer({ min: 1, max: 3 });
	const sizes = {
		batch: fc.integer({ min: 1, max: 3 }),
		height: fc.integer({ min: 3, max: 8 }),
		width: fc.integer({ min: 3, max: 8 }),
		inChannels: fc.integer({ min: 1, max: 9 }),
		outChannels: fc.integer({ min: 1, max: 18 }),
	};
	const shape = fc.oneof(
		fc.record({
			...sizes,
			filter: fc.tuple(size, size),
			strides: fc.tuple(size, size),
			pad: fc.constantFrom<"same" | "valid" | number>("same", "valid"),
		}),
		// With padding in numbers the library takes the filter's height for its width too, and writes
		// outside its arrays if that is wrong: square filters only.
		fc.record({
			...sizes,
			filter: size.map((extent) => [extent, extent] as [number, number]),
			strides: size.map((step) => [step, step] as [number, number]),
			pad: fc.constantFrom<"same" | "valid" | number>(0, 1),
		}),
	);

	test("any shape, stride and padding", async () => {
		await fc.assert(
			fc.asyncProperty(shape, fc.nat(1000), async (s, seed) => {
				const gradient = () => {
					const x = normals([s.batch, s.height, s.width, s.inChannels], seed);
					const filter = normals(
						[...s.filter, s.inChannels, s.outChannels],
						seed + 1,
					);
					const convolve = (w: tf.Tensor) =>
						tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, s.strides, s.pad);
					const dy = normals(convolve(filter).shape, seed + 2);
					return tf.grad((w: tf.Tensor) => tf.sum(tf.mul(convolve(w), dy)))(
						filter,
					);
				};
				expectSums(await both(gradient), s.batch * s.height * s.width);
			}),
			{ numRuns: 40, seed: 3 },
		);
	});

	test("against the definition", async () => {
		await openBackend("wasm");
		const x = normals([2, 4, 5, 3], 1) as tf.Tensor4D;
		const dy = normals([2, 2, 3, 5], 2) as tf.Tensor4D;
		const gradient = tf
			.grad((w: tf.Tensor) =>
				tf.sum(tf.mul(tf.conv2d(x, w as tf.Tensor4D, 1, "valid"), dy)),
			)(tf.zeros([3, 3, 3, 5]))
			.arraySync() as number[][][][];
		const [xs, dys] = [x.arraySync(), dy.arraySync()];
		for (const [u, v, i, o] of [
			[0, 0, 0, 0],
			[2, 1, 1, 4],
			[1, 2, 2, 3],
		]) {
			let sum = 0;
			for (let b = 0; b < 2; b++)
				for (let p = 0; p < 2; p++)
					for (let q = 0; q < 3; q++)
						sum += xs[b][p + u][q + v][i] * dys[b][p][q][o];
			expect(gradient[u][v][i][o]).toBeCloseTo(sum, 5);
		}
	});

	test("a circular convolution, in field and filter", async () => {
		// Two layers, periodic padding: what the conditioners of couplings are made of.
		const wrap = (t: tf.Tensor) => {
			const rows = tf.concat(
				[
					tf.slice(t, [0, 5, 0, 0], [3, 1, 6, t.shape[3] as number]),
					t,
					tf.slice(t, [0, 0, 0, 0], [3, 1, 6, t.shape[3] as number]),
				],
				1,
			);
			const channels = t.shape[3] as number;
			return tf.concat(
				[
					tf.slice(rows, [0, 0, 5, 0], [3, 8, 1, channels]),
					rows,
					tf.slice(rows, [0, 0, 0, 0], [3, 8, 1, channels]),
				],
				2,
			) as tf.Tensor4D;
		};
		const network = (x: tf.Tensor, first: tf.Tensor, second: tf.Tensor) => {
			const hidden = tf.leakyRelu(
				tf.conv2d(wrap(x), first as tf.Tensor4D, 1, "valid"),
				0.01,
			);
			return tf.tanh(
				tf.conv2d(wrap(hidden), second as tf.Tensor4D, 1, "valid"),
			);
		};
		for (const index of [0, 1, 2]) {
			const gradient = () => {
				const inputs = [
					normals([3, 6, 6, 1], 1),
					tf.mul(normals([3, 3, 1, 8], 2), 0.3),
					tf.mul(normals([3, 3, 8, 2], 3), 0.2),
				];
				return tf.grads((...args: tf.Tensor[]) =>
					tf.sum(tf.square(network(args[0], args[1], args[2]))),
				)(inputs)[index];
			};
			expectSums(await both(gradient), 3 * 36);
		}
		// Shifting the field shifts its gradient: the padding is periodic.
		await openBackend("wasm");
		const filters = [
			tf.mul(normals([3, 3, 1, 8], 2), 0.3),
			tf.mul(normals([3, 3, 8, 2], 3), 0.2),
		];
		const gradient = tf.grad((x: tf.Tensor) =>
			tf.sum(tf.square(network(x, filters[0], filters[1]))),
		);
		const roll = (t: tf.Tensor) =>
			tf.concat(
				[
					tf.slice(t, [0, 4, 0, 0], [3, 2, 6, 1]),
					tf.slice(t, [0, 0, 0, 0], [3, 4, 6, 1]),
				],
				1,
			);
		const x = normals([3, 6, 6, 1], 1);
		const difference = tf.sub(gradient(roll(x)), roll(gradient(x)));
		expect(tf.max(tf.abs(difference)).arraySync()).toBeLessThan(1e-5);
	});
});

describe("gradient of gather", () => {
	test("any table and any indices", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 6 }), {
					minLength: 1,
					maxLength: 40,
				}),
				fc.integer({ min: 1, max: 11 }),
				fc.integer({ min: 0, max: 2 }),
				async (indices, width, axis) => {
					const shape = [2, width, 3];
					shape[axis] = 7;
					const gradient = () => {
						const picked = (t: tf.Tensor) =>
							tf.gather(t, tf.tensor1d(indices, "int32"), axis);
						const table = normals(shape, 5);
						const weights = normals(picked(table).shape, 6);
						return tf.grad((t: tf.Tensor) =>
							tf.sum(tf.mul(picked(t), weights)),
						)(table);
					};
					expectSums(await both(gradient), indices.length);
				},
			),
			{ numRuns: 40, seed: 4 },
		);
	});

	test("labels outside the range count for nothing", async () => {
		await openBackend("wasm");
		const sums = tf.unsortedSegmentSum(
			tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]),
			tf.tensor1d([1, -1, 3, 1], "int32"),
			3,
		);
		expect(sums.arraySync()).toEqual([
			[0, 0],
			[8, 10],
			[0, 0],
		]);
	});
});

describe("memory", () => {
	beforeAll(() => openBackend("wasm"));

	test("gradients in a loop leave neither tensors nor heap behind", () => {
		const { wasm } = tf.backend() as unknown as {
			wasm: { HEAPU8: Uint8Array };
		};
		const filter = normals([3, 3, 3, 5], 1);
		const x = normals([16, 8, 8, 3], 2) as tf.Tensor4D;
		const indices = tf.tensor1d([0, 2, 2, 1], "int32");
		const step = () =>
			tf.tidy(() => {
				const { value, grad } = tf.valueAndGrad((w: tf.Tensor) => {
					const y = tf.conv2d(x, w as tf.Tensor4D, 1, "same");
					const z = tf.add(tf.softplus(tf.sin(y)), tf.sigmoid(tf.tanh(y)));
					const u = tf.leakyRelu(tf.log(tf.add(tf.cos(z), 2)), 0.1);
					return tf.sum(tf.exp(tf.gather(u, indices, 1)));
				})(filter);
				return [value.arraySync(), tf.sum(grad).arraySync()];
			});
		const first = step();
		for (let i = 0; i < 5; i++) step();
		const tensors = tf.memory().numTensors;
		const buffers = tf.memory().numDataBuffers;
		const bytes = wasm.HEAPU8.buffer.byteLength;
		for (let i = 0; i < 300; i++) expect(step()).toEqual(first);
		expect(tf.memory().numTensors).toBe(tensors);
		expect(tf.memory().numDataBuffers).toBe(buffers);
		expect(wasm.HEAPU8.buffer.byteLength).toBe(bytes);
	});
});
