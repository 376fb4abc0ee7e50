/** Independent exact draws: their means, their independence, and the weights from which they are built. */
import { describe, expect, test } from "vitest";
import { scaledBessel } from "../../../actions/gauge/exact/bessel.js";
import { expansions } from "../../../actions/gauge/exact/expectations.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { createRandom } from "../../../core/random.js";
import { classAngles } from "../../../samplers/exact-2d/class-angles.js";
import { classSums } from "../../../samplers/exact-2d/class-sums.js";
import { exact2d } from "../../../samplers/exact-2d/exact-2d.js";
import { theory } from "../../metrics/observables/gauge/support.js";
import { drawOf, expectExact } from "../links/support.js";

test.each([
	["U1", [4, 3], 2, 1500],
	["U1", [5, 4], 12, 1000],
	["SU2", [4, 4], 2.7, 1500],
	["SU2", [3, 5], 9, 800],
	["SU3", [4, 4], 5, 500],
] as const)("%s on %j at beta = %d", async (group, shape, beta, count) => {
	const action = theory(group, shape, beta);
	const ensemble = await drawOf(exact2d, action, {}, count);
	expectExact(action, ensemble, [
		"plaquette",
		"wilsonLoop2x2",
		"meanPolyakovLoop",
		"force",
		"Elitzur",
	]);
});

describe("weights of areas", () => {
	const sums = (group: "U1" | "SU2" | "SU3", beta: number, areas = 6) =>
		classSums(
			{ kind: "wilson", group, beta },
			linkAlgebra(theory(group, [3, 3], beta).space),
			areas,
		);

	test("two plaquettes of U(1): I0(2 beta cos(theta/2)) / I0(2 beta)", () => {
		const beta = 1.7;
		const bessel = (x: number) => scaledBessel(x, 0)[0] * Math.exp(x);
		for (const theta of [0, 0.7, 2, 3.1]) {
			const g = Float64Array.of(Math.cos(theta), Math.sin(theta));
			expect(sums("U1", beta).ratio(2, g)).toBeCloseTo(
				bessel(2 * beta * Math.cos(theta / 2)) / bessel(2 * beta),
				12,
			);
		}
	});

	test("two plaquettes of SU(2): I1(x)/x at x = 2 beta cos(alpha/2)", () => {
		const beta = 2.3;
		const weight = (x: number) => (scaledBessel(x, 1)[1] * Math.exp(x)) / x;
		for (const alpha of [0, 0.9, 2.5]) {
			const g = Float64Array.of(Math.cos(alpha), 0, Math.sin(alpha), 0);
			expect(sums("SU2", beta).ratio(2, g)).toBeCloseTo(
				weight(2 * beta * Math.cos(alpha / 2)) / weight(2 * beta),
				12,
			);
		}
	});

	test("SU(3): the expansion of one plaquette is its exponential", () => {
		const beta = 4;
		const action = theory("SU3", [3, 3], beta);
		const algebra = linkAlgebra(action.space);
		const { representations, logTrivial } = expansions.SU3(beta);
		const { ratio } = sums("SU3", beta, 3);
		// The ratio of areas 2 and 3 at a central element from dimensions and triality alone.
		const angle = (2 * Math.PI) / 3;
		const g = new Float64Array(18);
		for (const d of [0, 8, 16]) {
			g[d] = Math.cos(angle);
			g[d + 1] = Math.sin(angle);
		}
		for (const m of [2, 3]) {
			let [here, one] = [0, 0];
			for (const { label, dimension, weight } of representations) {
				const phase = Math.cos(angle * (label[0] - label[1]));
				here += dimension ** 2 * weight ** m * phase;
				one += dimension ** 2 * weight ** m;
			}
			expect(ratio(m, g)).toBeCloseTo(here / one, 12);
		}
		const all = representations.reduce(
			(sum, { dimension, weight }) => sum + dimension ** 2 * weight,
			0,
		);
		expect(logTrivial + Math.log(all)).toBeCloseTo(beta, 9);
		expect(ratio(1, g)).toBeCloseTo(
			Math.exp((beta / 3) * (algebra.trace(g, 0) - 3)),
			12,
		);
	});
});

test("eigenvalues of SU(3): their mean is the plaquette of a large lattice", () => {
	for (const beta of [0, 5, 20]) {
		const draw = classAngles(beta);
		const random = createRandom(`angles ${beta}`);
		const count = 8000;
		let [sum, squares] = [0, 0];
		for (let i = 0; i < count; i++) {
			const [a, b] = draw(random);
			const trace = (Math.cos(a) + Math.cos(b) + Math.cos(a + b)) / 3;
			sum += trace;
			squares += trace * trace;
		}
		const mean = sum / count;
		const error = Math.sqrt((squares / count - mean * mean) / count);
		const fundamental = expansions
			.SU3(beta)
			.representations.find(({ label }) => label[0] === 1 && label[1] === 0);
		expect(Math.abs(mean - (fundamental?.weight ?? 0))).toBeLessThan(
			4.5 * error,
		);
	}
});
