/** Laws from which local updates draw: means and variances in closed form. */
import { describe, expect, test } from "vitest";
import { scaledBessel } from "../../../actions/gauge/exact/bessel.js";
import { createRandom } from "../../../core/random.js";
import { drawVector } from "../../../samplers/heatbath/spin/unit-vectors.js";
import { drawSu2, drawTrace } from "../../../samplers/links/su2-weight.js";
import { vonMises } from "../../../samplers/links/von-mises.js";

const count = 8000;

/** z of the mean of a function of draws. */
function zOfMean(draw: () => number, exact: number): number {
	let [sum, squares] = [0, 0];
	for (let i = 0; i < count; i++) {
		const value = draw();
		sum += value;
		squares += value * value;
	}
	const mean = sum / count;
	return (mean - exact) / Math.sqrt((squares / count - mean * mean) / count);
}

const ratio = (n: number, x: number) => {
	const values = scaledBessel(x, n + 1);
	return values[n + 1] / values[n];
};

describe.each([1e-7, 0.3, 0.6, 2, 15, 400])("strength %d", (k) => {
	test("von Mises: <cos> = I1/I0, <cos 2 theta> = I2/I0, <sin> = 0", () => {
		const random = createRandom(`von Mises ${k}`);
		const [zero, , two] = scaledBessel(k, 2);
		const draw = (f: (angle: number) => number) => () => f(vonMises(k, random));
		expect(Math.abs(zOfMean(draw(Math.cos), ratio(0, k)))).toBeLessThan(4.5);
		expect(Math.abs(zOfMean(draw(Math.sin), 0))).toBeLessThan(4.5);
		const doubled = draw((angle) => Math.cos(2 * angle));
		expect(Math.abs(zOfMean(doubled, two / zero))).toBeLessThan(4.5);
	});

	test("SU(2): <h0> = I2/I1, <h0^2> = 1 - 3 <h0>/alpha", () => {
		const random = createRandom(`SU(2) ${k}`);
		const mean = ratio(1, k);
		expect(Math.abs(zOfMean(() => drawTrace(k, random), mean))).toBeLessThan(
			4.5,
		);
		const square = k < 1e-3 ? 1 / 4 : 1 - (3 * mean) / k;
		expect(
			Math.abs(zOfMean(() => drawTrace(k, random) ** 2, square)),
		).toBeLessThan(4.5);
	});

	test.each([2, 3, 4, 6])(
		"unit vectors of %d components: <s.e>, <(s.e)^2>",
		(n) => {
			const random = createRandom(`vectors ${n} ${k}`);
			// I_(n/2) / I_(n/2-1); half-integer orders by the ratio of n = 3, coth k - 1/k.
			const mean = n === 3 ? langevin(k) : ratio(n / 2 - 1, k);
			const s = new Float64Array(n);
			const h = new Float64Array(n);
			for (let i = 0; i < n; i++)
				h[i] = (k * (i + 1)) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 6);
			const along = () => {
				drawVector(h, random, s, 0);
				return s.reduce((sum, value, i) => sum + (value * h[i]) / k, 0);
			};
			expect(Math.abs(zOfMean(along, mean))).toBeLessThan(4.5);
			const square = k < 1e-3 ? 1 / n : 1 - ((n - 1) * mean) / k;
			expect(Math.abs(zOfMean(() => along() ** 2, square))).toBeLessThan(4.5);
			// Orthogonal to h nothing is preferred.
			const across = () => {
				along();
				return s[0] * h[1] - s[1] * h[0];
			};
			expect(Math.abs(zOfMean(across, 0))).toBeLessThan(4.5);
			expect(Math.hypot(...s)).toBeCloseTo(1, 12);
		},
	);
});

function langevin(k: number): number {
	return k < 1e-3 ? k / 3 : 1 / Math.tanh(k) - 1 / k;
}

test("no field: every direction alike", () => {
	const random = createRandom("none");
	const s = new Float64Array(3);
	const zero = new Float64Array(3);
	for (const k of [0, 1, 2]) {
		const component = () => {
			drawVector(zero, random, s, 0);
			return s[k];
		};
		expect(Math.abs(zOfMean(component, 0))).toBeLessThan(4.5);
		expect(Math.abs(zOfMean(() => component() ** 2, 1 / 3))).toBeLessThan(4.5);
	}
	expect(
		Math.abs(zOfMean(() => drawTrace(0, random) ** 2, 1 / 4)),
	).toBeLessThan(4.5);
});

test("the vector part of SU(2) is isotropic, and its length 1 - h0^2", () => {
	const random = createRandom("isotropic");
	const h = new Float64Array(4);
	for (const k of [1, 2, 3]) {
		const component = () => {
			drawSu2(1.7, random, h);
			return h[k];
		};
		expect(Math.abs(zOfMean(component, 0))).toBeLessThan(4.5);
		expect(Math.hypot(...h)).toBeCloseTo(1, 12);
		// <h0^2> = 1 - 3 <h0>/alpha, and a third of the rest each.
		expect(
			Math.abs(zOfMean(() => component() ** 2, ratio(1, 1.7) / 1.7)),
		).toBeLessThan(4.5);
	}
});
