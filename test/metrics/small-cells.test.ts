/** Few effective draws: what is sound passes, and what is clearly wrong is still caught. */
import { expect, test } from "vitest";
import { phi4 } from "../../actions/scalar/phi4.js";
import type { Ensemble } from "../../core/ensemble.js";
import { createLattice, neighbours } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { evaluate, Measurements } from "../../metrics/cell/evaluate.js";
import { checks } from "../../metrics/checks/checks.js";
import { actionValues } from "../core/statistics/support.js";

const lattice = createLattice([6, 6]);
const [m2, lambda] = [-4, 6.975];
const action = phi4.create(lattice, { m2, lambda });
const chains = 4;

interface Fault {
	/** Mass squared that the updates take. */
	readonly m2?: number;
	/** Part of a rise of S that the accept step sees. */
	readonly seen?: number;
}

/** Chains of local Metropolis updates, of which every fourth sweep is kept, with this many draws in all. */
function metropolis(fault: Fault, count: number, seed: number): Ensemble {
	const { sites } = lattice;
	const mass = fault.m2 ?? m2;
	const random = createRandom(`small cells ${seed}`);
	const nearest = neighbours(lattice);
	const links = nearest.length / sites;
	const fields = new Float64Array(count * sites);
	const length = count / chains;
	for (let c = 0; c < chains; c++) {
		const phi = Float64Array.from({ length: sites }, () => random.normal() / 2);
		for (let t = -200; t < 4 * length; t++) {
			for (let x = 0; x < sites; x++) {
				let around = 0;
				for (let k = 0; k < links; k++) around += phi[nearest[x * links + k]];
				const cost = (value: number) =>
					(links + mass) * value ** 2 +
					lambda * value ** 4 -
					2 * value * around;
				const proposal = phi[x] + 1.2 * (2 * random.uniform() - 1);
				const rise = (fault.seen ?? 1) * (cost(proposal) - cost(phi[x]));
				if (random.uniform() < Math.exp(-rise)) phi[x] = proposal;
			}
			if (t >= 0 && t % 4 === 0) fields.set(phi, (c * length + t / 4) * sites);
		}
	}
	return {
		space: action.space,
		count,
		fields,
		action: actionValues(action, fields),
		structure: { kind: "chains", chains, accepted: null },
	};
}

function judged(fault: Fault, count: number, seed: number) {
	const measurements = new Measurements(action);
	measurements.add(metropolis(fault, count, seed));
	const evaluation = evaluate(measurements, createRandom("checks"));
	const { chain } = evaluation.estimators;
	const slowest = chain?.observables[chain.slowest ?? ""];
	return {
		effective: slowest?.ess ?? 0,
		failed: Object.entries(checks(evaluation, action)).flatMap(
			([name, { verdict }]) => (verdict === "fail" ? name : []),
		),
	};
}

test.each([1, 2, 3, 4])("a sound sampler passes (seed %i)", (seed) => {
	const { failed, effective } = judged({}, 800, seed);
	expect(failed).toEqual([]);
	expect(effective).toBeLessThan(300);
});

test.each([
	["a mass squared that is off by 10 %", { m2: 1.1 * m2 }],
	["an accept step that sees 80 % of a rise of S", { seen: 0.8 }],
])("%s fails with one or two hundred effective draws", (_, fault) => {
	for (const seed of [1, 2, 3]) {
		const { failed, effective } = judged(fault, 800, seed);
		expect(failed).not.toEqual([]);
		expect(effective).toBeLessThan(200);
	}
});
