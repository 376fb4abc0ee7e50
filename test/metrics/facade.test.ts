import { describe, expect, test } from "vitest";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { diagnosticsSchema } from "../../core/diagnostics.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import {
	checkSchema,
	type EstimatorResult,
	estimatorResultSchema,
} from "../../core/record.js";
import { evaluate, Measurements } from "../../metrics/cell/evaluate.js";
import { metropolisSeries } from "../../metrics/cell/metropolis-series.js";
import { checks } from "../../metrics/checks/checks.js";
import { weightChecks } from "../../metrics/checks/weights.js";
import {
	independentChains,
	weightedEnsemble,
} from "../core/statistics/support.js";

const lattice = createLattice([4, 4]);
const free = freeField.create(lattice, { m2: 0.5 });

describe("independent draws of the free field, as chains", () => {
	const measurements = new Measurements(free);
	for (const label of ["a", "b", "c"]) {
		measurements.add(independentChains(free, 0.5, 8000, 4, label));
	}
	const evaluation = evaluate(measurements, createRandom(1));
	const verdicts = checks(evaluation, free);

	test("the record's schemas accept the results", () => {
		estimatorResultSchema.parse(evaluation.estimators.chain);
		diagnosticsSchema.parse(evaluation.diagnostics);
		for (const check of Object.values(verdicts)) checkSchema.parse(check);
	});

	test("every check passes, and none is left undecided", () => {
		const others = Object.entries(verdicts).filter(
			([, check]) => check.verdict !== "pass",
		);
		expect(others).toEqual([]);
		expect(Object.keys(verdicts)).toContain("exact susceptibility (chain)");
		expect(Object.keys(verdicts)).toContain("SD joint (chain)");
	});

	test("draws are independent: tauInt is 1/2 within its error", () => {
		const phi2 = evaluation.estimators.chain?.observables.phi2;
		expect(
			Math.abs((phi2?.tauInt ?? 0) - 0.5) / (phi2?.tauIntError ?? 0),
		).toBeLessThan(4);
	});
});

test("draws of a wrong mass fail by name", () => {
	const measurements = new Measurements(free);
	measurements.add(independentChains(free, 0.55, 20000, 4, "wrong"));
	const verdicts = checks(evaluate(measurements, createRandom(1)), free);
	expect(verdicts["SD1 (chain)"].verdict).toBe("fail");
	expect(verdicts["exact susceptibility (chain)"].verdict).toBe("fail");
	expect(verdicts["Z2:sign (chain)"].verdict).toBe("pass");
});

describe("weighted draws", () => {
	const target = phi4.create(createLattice([2, 2]), { m2: 1, lambda: 1 });
	const measurements = new Measurements(target);
	measurements.add(weightedEnsemble(target, 1.6, 30000, "weighted"));
	const evaluation = evaluate(measurements, createRandom(2));
	const verdicts = checks(evaluation, target);

	test("the record's schemas accept the results", () => {
		estimatorResultSchema.parse(evaluation.estimators.reweighted);
		estimatorResultSchema.parse(evaluation.estimators.metropolis);
		diagnosticsSchema.parse(evaluation.diagnostics);
	});

	test("agree with quadrature on the 2x2 lattice, as weights and as a chain", () => {
		for (const name of ["phi2", "phi4", "susceptibility", "binder"]) {
			expect(verdicts[`reference ${name} (reweighted)`].verdict).toBe("pass");
			expect(verdicts[`reference ${name} (metropolis)`].verdict).toBe("pass");
		}
		expect(verdicts["reference logZ (reweighted)"].verdict).toBe("pass");
		// The weights are bounded: their spread is known nearly as well as that of normal values.
		const { degreesOfFreedom = 0 } =
			evaluation.estimators.reweighted?.observables.logZ ?? {};
		expect(degreesOfFreedom).toBeGreaterThan(1000);
		expect(degreesOfFreedom).toBeLessThanOrEqual(29_999);
		expect(verdicts["consistency triangle (metropolis)"].verdict).toBe("pass");
	});

	test("of the chain's start, drawn from the model, a hundredth is left out", () => {
		const chain = metropolisSeries(evaluation.series, createRandom(2));
		expect(chain.count).toBe(29_700);
		expect(chain.accepted).toHaveLength(29_700);
		expect(chain.columns.phi2).toHaveLength(29_700);
		expect(evaluation.estimators.metropolis?.draws).toBe(30_000);
	});

	test("a chain that does not fit its weights is told, side by side", () => {
		const { reweighted, metropolis } = evaluation.estimators;
		if (reweighted === undefined || metropolis === undefined)
			throw new Error("both rows");
		const triangle = (
			chain: Partial<EstimatorResult>,
			weights: Partial<EstimatorResult> = {},
		) =>
			weightChecks({
				...evaluation,
				estimators: {
					metropolis: { ...metropolis, ...chain },
					reweighted: { ...reweighted, ...weights },
				},
			})["consistency triangle"];
		expect(triangle({}).fixed).toBe("pass");
		const acceptance = metropolis.acceptance ?? 0;
		const lazy = triangle({ acceptance: 0.8 * acceptance });
		expect(lazy.fixed).toBe("inconclusive");
		expect(lazy.reason).toMatch(/^the chain accepts .* %, the weights allow/);
		const runs = metropolis.diagnostics?.tauIntFromRejectionRuns ?? 0;
		const quick = triangle({
			diagnostics: { tauIntFromRejectionRuns: runs / 1.4 },
		});
		expect(quick.reason).toMatch(/from rejection runs, .* from the weights:/);
		const kishEss = 30_000 / (runs + 0.5) / 2;
		expect(triangle({}, { kishEss }).reason).toMatch(/at least .* by the ESS/);
	});

	test("nothing fails", () => {
		const failed = Object.entries(verdicts).filter(
			([, check]) => check.verdict === "fail",
		);
		expect(failed).toEqual([]);
	});
});

test("a Metropolis chain is no surer of its errors than the weights it was made of", () => {
	// Draws of a larger mass are too narrow: the target's tail is carried by a few large weights.
	const measurements = new Measurements(free);
	measurements.add(weightedEnsemble(free, 0.8, 8192, "narrow"));
	const { estimators, identities } = evaluate(measurements, createRandom(3));
	for (const [chain, weighted] of [
		[estimators.metropolis?.observables, estimators.reweighted?.observables],
		[identities.metropolis, identities.reweighted],
	]) {
		for (const [name, result] of Object.entries(chain ?? {})) {
			const bound = weighted?.[name]?.degreesOfFreedom;
			if (bound === undefined) continue;
			expect(result.degreesOfFreedom, name).toBeLessThanOrEqual(bound);
		}
	}
	const tail = estimators.reweighted?.observables.magnetization4;
	expect(tail?.degreesOfFreedom).toBeLessThan(100);
	expect(
		estimators.metropolis?.observables.magnetization4.degreesOfFreedom,
	).toBe(tail?.degreesOfFreedom);
});
