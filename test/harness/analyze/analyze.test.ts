import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { analyze } from "../../../harness/analyze/analyze.js";
import type { Table } from "../../../harness/analyze/table.js";

/** The portable generator: minimal standard congruence, sums of twelve uniforms. */
function ar1(seed: number, a: number, count: number): Float64Array {
	let state = seed;
	const gaussian = () => {
		let sum = 0;
		for (let k = 0; k < 12; k++) {
			state = (48271 * state) % 2147483647;
			sum += state / 2147483647;
		}
		return sum - 6;
	};
	const out = new Float64Array(count);
	out[0] = gaussian();
	for (let i = 1; i < count; i++) {
		out[i] = a * out[i - 1] + Math.sqrt(1 - a * a) * gaussian();
	}
	return out;
}

const chains = (...series: Float64Array[]): Table => ({
	source: "memory",
	chains: series.map((_, c) => `chain ${c + 1}`),
	columns: new Map([["x", series]]),
	ordered: false,
	notes: [],
});

describe("chains", () => {
	test("one chain", () => {
		const { observables, replicaQ } = analyze(chains(ar1(1, 0.5, 1000)));
		expect(observables.x.mean).toBeCloseTo(0.007539158588863678, 12);
		expect(observables.x.error).toBeCloseTo(0.05508631038, 9);
		expect(observables.x.tauInt).toBeCloseTo(1.502225584, 8);
		expect(observables.x.tauIntError).toBeCloseTo(0.2513304558, 8);
		expect(observables.x.window).toBe(8);
		expect(observables.x.ess).toBeCloseTo(1000 / (2 * 1.502225584), 5);
		expect(replicaQ).toBeNull();
	});
	const four = [10, 11, 12, 13].map((seed) => ar1(seed, 0.5, 1000));
	test("four chains that agree", () => {
		const {
			observables,
			replicaQ,
			rHat,
			chains: count,
		} = analyze(chains(...four));
		expect(count).toBe(4);
		expect(observables.x.error).toBeCloseTo(0.02650482235, 9);
		expect(replicaQ).toBeCloseTo(0.57893735, 7);
		expect(rHat).toBeCloseTo(1.0008349857, 8);
	});
	test("one that is shifted by its standard deviation", () => {
		const shifted = analyze(
			chains(
				four[0],
				four[1],
				four[2],
				four[3].map((x) => x + 1),
			),
		);
		expect(shifted.replicaQ).toBeLessThan(1e-3);
		expect(shifted.rHat).toBeCloseTo(1.1080179, 6);
	});
	test("chains of unequal length enter with their lengths", () => {
		const { observables, draws, replicaQ } = analyze(
			chains(four[0], four[1].slice(0, 300)),
		);
		const sum = [...four[0], ...four[1].slice(0, 300)].reduce(
			(t, x) => t + x,
			0,
		);
		expect(draws).toBe(1300);
		expect(observables.x.mean).toBeCloseTo(sum / 1300, 12);
		expect(replicaQ).toBeGreaterThan(0);
	});
	test("what cannot be resolved says so, with null and not NaN", () => {
		for (const series of [
			Float64Array.of(1, 2),
			new Float64Array(50).fill(3),
			ar1(5, -0.9, 1000),
			ar1(6, 0.999, 300),
		]) {
			const analysis = analyze(chains(series));
			expect(analysis.observables.x.status).toBe("unresolved");
			expect(analysis.observables.x.reason).toBeTruthy();
			expect(JSON.stringify(analysis)).not.toMatch(/NaN|Infinity/);
			for (const value of Object.values(analysis.observables.x)) {
				if (typeof value === "number") expect(value).not.toBeNaN();
			}
		}
	});
});

describe("weights", () => {
	const weighted = (logWeights: Float64Array, x?: Float64Array) =>
		analyze({
			...chains(logWeights),
			columns: new Map(x === undefined ? [] : [["x", [x]]]),
			logWeights: [logWeights],
		});
	test("by hand: weights 1, 2, 3, 4", () => {
		const { weights, observables } = weighted(
			Float64Array.of(0, Math.log(2), Math.log(3), Math.log(4)),
			Float64Array.of(1, 2, 3, 4),
		);
		expect(weights?.kishEss).toBeCloseTo(10 / 3, 12);
		expect(weights?.logZ).toBeCloseTo(0.9162907319, 10);
		expect(weights?.acceptance).toBeCloseTo(0.75, 12);
		expect(observables.x.mean).toBeCloseTo(3, 12);
	});
	test("lognormal weights: ESS exp(-s^2), acceptance erfc(s/2), log Z of zero", () => {
		const random = createRandom("lognormal");
		const count = 20_000;
		const logWeights = new Float64Array(count);
		for (let i = 0; i < count; i++) {
			logWeights[i] = Math.SQRT1_2 * random.normal() - 0.25;
		}
		const { weights } = weighted(logWeights);
		const error = (weights?.kishEssError ?? 0) / count;
		expect(
			Math.abs((weights?.kishEss ?? 0) / count - Math.exp(-0.5)) / error,
		).toBeLessThan(4);
		expect(
			Math.abs((weights?.logZ ?? 1) / (weights?.logZError ?? 0)),
		).toBeLessThan(4);
		// The acceptance is at least as well known as the ESS.
		expect(Math.abs((weights?.acceptance ?? 0) - 0.617075)).toBeLessThan(
			4 * error,
		);
		expect(weights?.metropolisTauInt).toBeCloseTo(1.46989, 1);
	});
	test("a weight of zero counts as a draw", () => {
		const { weights } = weighted(
			Float64Array.of(0, Number.NEGATIVE_INFINITY, 0),
		);
		expect(weights?.kishEss).toBeCloseTo(2, 12);
		expect(weights?.logZ).toBeCloseTo(Math.log(2 / 3), 12);
		expect(weights?.paretoK).toBeNull();
	});
});
