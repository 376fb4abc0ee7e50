// Sabotaged samplers: each fault is caught by the check that is meant for it.
import { describe, expect, test } from "vitest";
import { freeField } from "../../../../actions/scalar/free-field.js";
import type { Ensemble } from "../../../../core/ensemble.js";
import { createLattice } from "../../../../core/lattice.js";
import { createRandom } from "../../../../core/random.js";
import type { Check } from "../../../../core/record.js";
import { evaluate, Measurements } from "../../../../metrics/cell/evaluate.js";
import { checks } from "../../../../metrics/checks/checks.js";
import {
	actionValues,
	autoregressive,
	independentChains,
	weightedEnsemble,
} from "../support.js";

const action = freeField.create(createLattice([4, 4]), { m2: 0.5 });
const count = 80_000;

function verdictsOf(ensemble: Ensemble): Record<string, Check> {
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	return checks(evaluate(measurements, createRandom("checks")), action);
}

/** Every `stride`-th configuration of negative m is turned over: all of one mode, or a tenth of it, is lost. */
function folded(fields: Ensemble["fields"], stride: number): Float64Array {
	const { sites } = action.space.lattice;
	const turned = Float64Array.from(fields);
	for (let first = 0; first < turned.length; first += stride * sites) {
		const part = turned.subarray(first, first + sites);
		if (part.reduce((sum, phi) => sum + phi, 0) < 0) {
			part.forEach((phi, x) => {
				part[x] = -phi;
			});
		}
	}
	return turned;
}

function failures(verdicts: Readonly<Record<string, Check>>): string[] {
	return Object.keys(verdicts).filter(
		(name) => verdicts[name].verdict === "fail",
	);
}

describe("weighted draws", () => {
	const honest = weightedEnsemble(action, 0.55, count, "detection");
	if (honest.structure.kind !== "weighted") throw new Error("weighted");
	const { logWeights } = honest.structure;

	test("the honest model passes", () => {
		expect(failures(verdictsOf(honest))).toEqual([]);
	});

	test("log q off by 1 % of its spread fails the Schwinger-Dyson identities", () => {
		// log q = -S - l; its deviations from the mean are stretched by 1 %.
		const logDensity = logWeights.map((l, i) => -honest.action[i] - l);
		const mean = logDensity.reduce((sum, value) => sum + value, 0) / count;
		const verdicts = verdictsOf({
			...honest,
			structure: {
				kind: "weighted",
				logWeights: logWeights.map((l, i) => l - 0.01 * (logDensity[i] - mean)),
			},
		});
		expect(failures(verdicts)).toContain("SD1 (reweighted)");
		expect(failures(verdicts)).toContain("SD joint (reweighted)");
		expect(verdicts["Z2:sign (reweighted)"].verdict).not.toBe("fail");
	});

	test("a dropped mode fails the Z2 balance", () => {
		const fields = folded(honest.fields, 1);
		const verdicts = verdictsOf({ ...honest, fields });
		const failed = failures(verdicts);
		expect(failed).toContain("Z2:sign (reweighted)");
		expect(failed).toContain("Z2:sign (metropolis)");
		// As improbable as that many equal signs: a regression of its own, and not a matter of taste.
		expect(verdicts["Z2:sign (reweighted)"].p).toBeLessThan(1e-6);
		expect(verdicts["Z2:sign (metropolis)"].p).toBeLessThan(1e-6);
	});

	test("a mode that is only too rare fails it too", () => {
		const fields = folded(honest.fields, 10);
		expect(failures(verdictsOf({ ...honest, fields }))).toContain(
			"Z2:sign (reweighted)",
		);
	});
});

describe("chains", () => {
	const honest = independentChains(action, 0.5, 20_000, 4, "chains");

	test("a bias of four standard errors never passes as agreement", () => {
		const measurements = new Measurements(action);
		measurements.add(honest);
		const evaluation = evaluate(measurements, createRandom(1));
		const phi2 = evaluation.estimators.chain?.observables.phi2;
		if (phi2?.value === undefined || phi2.error === undefined)
			throw new Error("phi2");
		const source = "suite";
		let failed = 0;
		for (let k = 0; k < 100; k++) {
			const noise = createRandom(`bias/${k}`).normal();
			const biased = {
				value: phi2.value + (4 + noise) * phi2.error,
				error: 0,
				source,
			};
			const check = checks(evaluation, action, { phi2: biased })[
				"reference phi2 (chain)"
			];
			if (4 + noise > 3.3) expect(check.verdict).not.toBe("pass");
			if (check.verdict === "fail") failed++;
		}
		// Of some 30 claims, one p-value below 1e-3/30 fails: |z| > 4.2, so about four in ten.
		expect(failed).toBeGreaterThan(20);
		const clear = { value: phi2.value + 6 * phi2.error, error: 0, source };
		expect(
			checks(evaluation, action, { phi2: clear })["reference phi2 (chain)"]
				.verdict,
		).toBe("fail");
	});

	test("a reference too imprecise to judge says so", () => {
		const measurements = new Measurements(action);
		measurements.add(honest);
		const evaluation = evaluate(measurements, createRandom(1));
		const vague = { value: 0.3, error: 0.2, source: "suite" };
		const check = checks(evaluation, action, { phi2: vague })[
			"reference phi2 (chain)"
		];
		expect(check.verdict).toBe("inconclusive");
		expect(check.reason).toMatch(/reference is too imprecise/);
	});

	test("a chain stuck in another place fails R-hat and replica consistency", () => {
		const lastChain = (3 * honest.fields.length) / 4;
		const fields = Float64Array.from(
			honest.fields,
			(phi, i) => phi + (i >= lastChain ? 1 : 0),
		);
		const failed = failures(
			verdictsOf({
				...honest,
				fields,
				action: actionValues(action, fields),
			}),
		);
		expect(failed).toContain("R-hat (chain)");
	});

	test("energy errors that do not conserve the density fail Creutz's identity", () => {
		const noise = autoregressive("creutz", 0, 20_000);
		// dH ~ N(v/2, v) is that of a proposal that preserves areas.
		const energyChange = noise.map((z) => 0.125 + 0.5 * z);
		const chains = { kind: "chains", chains: 4, accepted: null } as const;
		const good = verdictsOf({
			...honest,
			structure: { ...chains, energyChange },
		});
		expect(good["Creutz (chain)"].verdict).toBe("pass");
		const wrong = energyChange.map((change) => change + 0.03);
		const bad = verdictsOf({
			...honest,
			structure: { ...chains, energyChange: wrong },
		});
		expect(bad["Creutz (chain)"].verdict).toBe("fail");
	});

	test("a chain that is too short is unresolved, not wrong", () => {
		const { sites } = action.space.lattice;
		const short = {
			...honest,
			count: 40,
			fields: honest.fields.subarray(0, 40 * sites),
			action: honest.action.subarray(0, 40),
		};
		const verdicts = verdictsOf(short);
		expect(failures(verdicts)).toEqual([]);
		expect(verdicts["SD joint (chain)"].verdict).toBe("inconclusive");
	});
});
