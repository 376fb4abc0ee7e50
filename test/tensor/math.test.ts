/**
 * Accuracy of the float32 functions against float64, in units in the last place, over all of
 * float32: a sweep in steps of a prime number of bit patterns, every pattern in windows where a
 * full search found the largest errors, and the special values.
 */
import { describe, expect, test } from "vitest";
import { fuses } from "../../core/kernels/instructions.js";
import { loadKernel } from "../../core/kernels/load.js";
import { fromBits, ulpDistance } from "./support/ulp.js";

/** The build with fused multiply-add is held to the same bounds where it runs. */
const builds = fuses()
	? (["simd", "relaxed-simd"] as const)
	: (["simd"] as const);

const capacity = 1 << 18;

const softplus = (v: number) =>
	Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
const sigmoid = (v: number) =>
	v < 0 ? Math.exp(v) / (1 + Math.exp(v)) : 1 / (1 + Math.exp(-v));

/** Reference, the bound that holds, and arguments near which the error is largest. */
const functions = {
	sin: { exact: Math.sin, bound: 2, worst: [Math.PI, 1439.66, 8191.9, 1e30] },
	cos: {
		exact: Math.cos,
		bound: 2,
		worst: [1.5707964, -3.92174, 8191.9, 1e30],
	},
	exp: { exact: Math.exp, bound: 1, worst: [-5.1667467, 1.73695, -87.5, 88.7] },
	log: { exact: Math.log, bound: 1, worst: [1.2772387, 1.4131833, 1e-40] },
	tanh: {
		exact: Math.tanh,
		bound: 2,
		worst: [0.0618109, 0.55, 3.1197274, 9.01],
	},
	softplus: { exact: softplus, bound: 2, worst: [-0.45, 1.3e-5, -88, 10] },
	sigmoid: { exact: sigmoid, bound: 2, worst: [-12.07777, -3.4536, 0, -103] },
};
type Name = keyof typeof functions;

const names = Object.keys(functions) as Name[];

describe.each(builds)("%s", (build) => {
	const { exports, heap } = loadKernel("tensor/kernels/elementwise", build);
	const x = heap.float32(capacity);
	const y = heap.float32(capacity);

	/** Largest error over the float32 whose bit patterns are listed. */
	function worstError(
		name: Name,
		bits: (index: number) => number,
		count: number,
	): { readonly ulp: number; readonly at: number } {
		const { exact } = functions[name];
		let ulp = 0;
		let at = Number.NaN;
		for (let start = 0; start < count; start += capacity) {
			const n = Math.min(capacity, count - start);
			for (let i = 0; i < n; i++) x.view[i] = fromBits(bits(start + i));
			exports[name](n, x.address, y.address);
			for (let i = 0; i < n; i++) {
				const distance = ulpDistance(y.view[i], exact(x.view[i]));
				if (distance > ulp) {
					ulp = distance;
					at = x.view[i];
				}
			}
		}
		return { ulp, at };
	}

	describe("accuracy in units in the last place of float32", () => {
		for (const name of names) {
			const { bound, worst } = functions[name];
			test(`${name}: all magnitudes, both signs`, () => {
				// A prime step visits all exponents and all low bits.
				const step = 2003;
				const { ulp, at } = worstError(
					name,
					(i) => i * step,
					Math.floor(2 ** 32 / step),
				);
				expect(ulp, `at ${at}`).toBeLessThan(bound);
			});
			test(`${name}: every float32 around the worst arguments`, () => {
				for (const argument of worst) {
					const centre = new Uint32Array(
						new Float32Array([argument]).buffer,
					)[0];
					const { ulp, at } = worstError(
						name,
						(i) => centre - 20_000 + i,
						40_000,
					);
					expect(ulp, `at ${at}`).toBeLessThan(bound);
				}
			});
		}
	});

	describe("special values", () => {
		const special = [0, -0, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149)];
		for (const name of names) {
			test(name, () => {
				x.view.set(special);
				exports[name](special.length, x.address, y.address);
				special.forEach((argument, i) => {
					const expected = Math.fround(functions[name].exact(argument));
					expect(y.view[i], `${name}(${argument})`).toBe(expected);
				});
			});
		}
	});

	test("a value does not depend on its place in the array or on its neighbours", () => {
		const values = Float32Array.from({ length: 11 }, (_, i) => (i - 5) * 1.37);
		values[3] = 1e20;
		values[7] = Number.NaN;
		for (const name of names) {
			const alone = Array.from(values, (value) => {
				x.view[0] = value;
				exports[name](1, x.address, y.address);
				return y.view[0];
			});
			for (let length = 1; length <= values.length; length++) {
				x.view.set(values);
				y.view.fill(-7);
				exports[name](length, x.address, y.address);
				expect([...y.view.subarray(0, length)]).toEqual(alone.slice(0, length));
				// Nothing is written past the end.
				expect(y.view[length]).toBe(-7);
			}
		}
	});
});
