/** The Gaussian control: densities, the gap equation, exactness on a free field, log Z by quadrature. */
import { describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { fitSpectrum } from "../../../samplers/gaussian/fit.js";
import { freePropagator, gapMass2 } from "../../../samplers/gaussian/gap.js";
import { gaussian } from "../../../samplers/gaussian/gaussian.js";
import { GaussianDensity } from "../../../samplers/gaussian/spectrum.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();

const square = createLattice([4, 4]);

async function draw(action: Parameters<typeof fitSpectrum>[0], fit: string) {
	const { context } = witness("gaussian", { backend });
	const sampler = gaussian.create(gaussian.options.parse({ fit }));
	const prepared = await sampler.prepare(action, { seconds: 60 }, context);
	const ensemble = await prepared.draw(20000);
	prepared.dispose();
	if (ensemble.structure.kind !== "weighted") throw new Error("not weighted");
	return { ensemble, logWeights: ensemble.structure.logWeights, prepared };
}

describe("density", () => {
	const lattice = createLattice([3, 4]);
	const propagator = Float64Array.from({ length: 12 }, (_, k) => 0.2 + k / 12);

	test("log q of a draw is log q of its fields, with a mean too", () => {
		const density = new GaussianDensity(lattice, propagator, 0.7);
		const { fields, logDensity } = density.draw(createRandom("q"), 5);
		for (const [i, value] of density.logDensity(fields).entries())
			expect(Math.abs(value - logDensity[i])).toBeLessThan(1e-10);
	});

	test("is normalised: uncorrelated modes of one variance are independent sites", () => {
		const flat = new GaussianDensity(lattice, new Float64Array(12).fill(0.3));
		const { fields, logDensity } = flat.draw(createRandom("flat"), 1);
		let expected = 0;
		for (const phi of fields)
			expected -= phi ** 2 / 0.6 + Math.log(2 * Math.PI * 0.3) / 2;
		expect(Math.abs(logDensity[0] - expected)).toBeLessThan(1e-12);
	});

	test("a mode without variance is refused", () => {
		expect(() => new GaussianDensity(lattice, new Float64Array(12))).toThrow(
			"positive",
		);
	});
});

describe("gap equation", () => {
	test("of a free field is its mass", () => {
		const m2 = 0.37;
		const free = { kinetic: 1, potential: [0, 0, m2] };
		expect(Math.abs(gapMass2(square, free) / m2 - 1)).toBeLessThan(1e-6);
	});

	test("M² = c2 + 6 c4 s² + 45 c6 s⁴ holds at the solution", () => {
		const action = { kinetic: 0.8, potential: [0, 0, -1, 0, 2, 0, 0.5] };
		const mass2 = gapMass2(square, action);
		const { propagator } = new GaussianDensity(
			square,
			freePropagator(square, 0.8, mass2),
		);
		const s2 = propagator.reduce((sum, g) => sum + g, 0) / 16;
		expect(Math.abs(mass2 - (-1 + 12 * s2 + 22.5 * s2 ** 2))).toBeLessThan(
			1e-5,
		);
	});
});

test("with reverse-kl, a free field has constant weights, equal to log Z", async () => {
	const free = freeField.create(square, { m2: 1 });
	const { logWeights } = await draw(free, "reverse-kl");
	for (const value of logWeights)
		expect(Math.abs(value - -2.8581318146)).toBeLessThan(1e-5);
});

test.each(["chain", "reverse-kl"])(
	"%s: log Z of 2 x 2 sites agrees with quadrature",
	async (fit) => {
		const action = phi4.create(createLattice([2, 2]), { m2: -4, lambda: 8 });
		const { logWeights } = await draw(action, fit);
		const { logZ: value, logZError: error } = summarizeWeights(logWeights);
		expect(error).toBeLessThan(0.05);
		expect(Math.abs(value - 0.914433978425) / error).toBeLessThan(4.5);
	},
);

test("an action that is not even has a fitted mean, and reverse-kl is refused", () => {
	const tilted = scalarAction(
		"tilted",
		square,
		{},
		{
			kinetic: 1,
			potential: [0, -0.8, 1],
		},
	);
	// Completing the square: a free field of m² = 1 around 0.4.
	const exact = new GaussianDensity(square, freePropagator(square, 1, 1), 0.4);
	const count = 4000;
	const { fields } = exact.draw(createRandom("tilted"), count);
	const { density } = fitSpectrum(tilted, fields);
	// The zero mode alone moves the mean over sites, with variance G_0 / V.
	const error = Math.sqrt(exact.propagator[0] / 16 / count);
	expect(Math.abs(density.mean - 0.4) / error).toBeLessThan(4.5);
	for (const [k, variance] of density.propagator.entries()) {
		const relative = variance / exact.propagator[k] - 1;
		expect(Math.abs(relative)).toBeLessThan(4.5 * Math.sqrt(2 / count));
	}
	const refused = gaussian
		.create(gaussian.options.parse({ fit: "reverse-kl" }))
		.supports(tilted);
	expect(refused.ok).toBe(false);
});
