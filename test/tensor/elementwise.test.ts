/**
 * The fused elementwise kernels in the tensor library: values and gradients against the plain
 * JavaScript backend, gradients also against finite differences of float64 functions.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../tensor/backend.js";
import * as tf from "../../tensor/tf.js";

type Op = (x: tf.Tensor) => tf.Tensor;

const softplus = (x: number) =>
	Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const functions: Record<
	string,
	{
		op: Op;
		exact: (x: number) => number;
		positive?: true;
		/** Whether the library has second derivatives at all. */
		twice?: true;
	}
> = {
	sin: { op: tf.sin, exact: Math.sin, twice: true },
	cos: { op: tf.cos, exact: Math.cos, twice: true },
	exp: { op: tf.exp, exact: Math.exp },
	log: { op: tf.log, exact: Math.log, positive: true, twice: true },
	tanh: { op: tf.tanh, exact: Math.tanh },
	softplus: { op: tf.softplus, exact: softplus, twice: true },
	sigmoid: { op: tf.sigmoid, exact: (x) => 1 / (1 + Math.exp(-x)) },
	leakyRelu: {
		op: (x) => tf.leakyRelu(x, 0.01),
		exact: (x) => (x > 0 ? x : 0.01 * x),
	},
};

/** Odd length, both signs, none within a finite-difference step of zero. */
function argumentsFor(positive: boolean): Float32Array {
	const x = Float32Array.from({ length: 203 }, (_, i) => (i - 101.3) * 0.071);
	return positive ? x.map(Math.abs) : x;
}

const weights = Float32Array.from({ length: 203 }, (_, i) => Math.cos(i));

/** Runs `work` on a backend and returns the result's values. */
async function on(
	backend: "wasm" | "cpu",
	work: () => tf.Tensor,
): Promise<Float32Array> {
	await openBackend(backend);
	const result = tf.tidy(work);
	const values = (await result.data()) as Float32Array;
	result.dispose();
	return values;
}

/** 4 units in the last place, and absolutely where a value is a difference of numbers of order 1. */
function expectClose(a: Float32Array, b: Float32Array): void {
	expect(a.length).toBe(b.length);
	a.forEach((value, i) => {
		const tolerance = 4 * 2 ** -23 * Math.max(Math.abs(b[i]), 0.25);
		expect(Math.abs(value - b[i])).toBeLessThanOrEqual(tolerance);
	});
}

for (const [name, { op, exact, positive, twice }] of Object.entries(
	functions,
)) {
	describe(name, () => {
		const x = argumentsFor(positive === true);
		const weighted: Op = (t) => tf.sum(tf.mul(op(t), tf.tensor1d(weights)));
		const gradient = () => tf.grad(weighted)(tf.tensor1d(x));
		const second = () =>
			tf.grad((t) => tf.sum(tf.square(tf.grad(weighted)(t))))(tf.tensor1d(x));

		test("values agree with plain JavaScript", async () => {
			const value = () => op(tf.tensor1d(x));
			expectClose(await on("wasm", value), await on("cpu", value));
		});

		test("gradients agree with plain JavaScript", async () => {
			expectClose(await on("wasm", gradient), await on("cpu", gradient));
		});

		if (twice)
			test("gradients of gradients agree with plain JavaScript", async () => {
				expectClose(await on("wasm", second), await on("cpu", second));
			});

		test("gradients agree with finite differences", async () => {
			const values = await on("wasm", gradient);
			const h = 1e-5;
			x.forEach((argument, i) => {
				const slope = (exact(argument + h) - exact(argument - h)) / (2 * h);
				const scale = Math.max(1, Math.abs(slope));
				expect(Math.abs(values[i] - weights[i] * slope)).toBeLessThan(
					1e-6 * scale,
				);
			});
		});

		test("shapes and empty tensors", async () => {
			await openBackend("wasm");
			expect(op(tf.ones([2, 3, 5])).shape).toEqual([2, 3, 5]);
			expect(op(tf.ones([0, 3])).shape).toEqual([0, 3]);
			expect(op(tf.scalar(0.5)).arraySync()).toBeCloseTo(exact(0.5), 6);
		});
	});
}

describe("special values pass the gradients", () => {
	beforeAll(() => openBackend("wasm"));

	test("NaN", () => {
		for (const { op } of Object.values(functions)) {
			const [value] = tf
				.grad((t) => tf.sum(op(t)))(tf.tensor1d([Number.NaN]))
				.dataSync();
			// The gradient of the leaky unit depends on x through its sign alone.
			if (op !== functions.leakyRelu.op) expect(value).toBeNaN();
		}
	});

	test("limits at infinity", () => {
		const slopes = (op: Op) => [
			...tf
				.grad((t) => tf.sum(op(t)))(
					tf.tensor1d([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
				)
				.dataSync(),
		];
		expect(slopes(tf.tanh)).toEqual([0, 0]);
		expect(slopes(tf.sigmoid)).toEqual([0, 0]);
		expect(slopes(tf.softplus)).toEqual([1, 0]);
		expect(slopes((x) => tf.leakyRelu(x, 0.25))).toEqual([1, 0.25]);
	});
});
