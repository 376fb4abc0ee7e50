import { describe, expect, test } from "vitest";
import { createLattice, neighbours } from "../../../../core/lattice.js";
import { LocalBlock } from "../../../../samplers/chain/local/simd/block.js";
import { colorSites } from "../../../../samplers/chain/local/simd/coloring.js";
import { bestShift } from "../../../../samplers/heatbath/scalar/shift.js";
import {
	measureAll,
	overChains,
	phi4Action,
	phi6Action,
	zScore,
} from "../../hmc/support.js";
import { prepareByName, scoresOf, type Target, targets } from "./exact.js";

describe("colours", () => {
	test.each([
		[[4, 6], 2],
		[[2, 2], 2],
		[[3], 3],
		[[5, 4], 3],
		[[3, 3], 3],
		[[3, 5, 4], 3],
		[[1, 4], 2],
		[[1, 1], 1],
	])("no two neighbours of %j share one, and there are %d", (shape, colors) => {
		const lattice = createLattice(shape);
		const { order, table, starts, links } = colorSites(lattice);
		expect([...order].sort((a, b) => a - b)).toEqual(
			Array.from({ length: lattice.sites }, (_, x) => x),
		);
		expect(starts.length - 1).toBeLessThanOrEqual(colors + 1);
		const colorOf = (position: number) =>
			starts.findLastIndex((start) => start <= position);
		const nearest = neighbours(lattice);
		for (let at = 0; at < lattice.sites; at++) {
			const own = Array.from(
				{ length: links },
				(_, link) => table[at * links + link],
			);
			for (const other of own) expect(colorOf(other)).not.toBe(colorOf(at));
			// The neighbours are those of the lattice, but for a site itself.
			const all = 2 * lattice.dimension;
			const site = order[at];
			const wanted = [...nearest.subarray(site * all, (site + 1) * all)].filter(
				(x) => x !== site,
			);
			expect(own.map((position) => order[position])).toEqual(wanted);
		}
	});
});

describe("the shift of the heat bath", () => {
	test.each([
		[0, 7, 0.9],
		[-3, 2, 4],
		[5, 0.3, 0],
	])("maximises the acceptance at a = %d, lambda = %d", (a, lambda, h2) => {
		const logAcceptance = (c: number) => {
			const b = a + 2 * lambda * c;
			return 0.5 * Math.log(b) - h2 / b - lambda * c * c;
		};
		const c = bestShift(a, lambda, h2);
		const h = 1e-4;
		const slope = (logAcceptance(c + h) - logAcceptance(c - h)) / (2 * h);
		// The error of a central difference is of order h^2.
		expect(Math.abs(slope)).toBeLessThan(1e-5);
	});
});

const samplers: readonly (readonly [
	string,
	Readonly<Record<string, unknown>>,
])[] = [
	["heatbath", { overrelaxation: 0 }],
	["heatbath", { overrelaxation: 2, precision: "float32" }],
	["metropolis", { sweeps: 3 }],
	["metropolis", { precision: "float32" }],
];

const sextic: Target = {
	label: "phi^6 on two sites",
	action: phi6Action([2], 1, -1.5, 0.5),
	lambda: -1.5,
	exact: {},
};

/**
 * With some hundred scores in this file, 4.5 standard errors are exceeded by chance once in 1500 seeds; the
 * seed is fixed.
 */
describe.each(samplers)("%s %j draws the distribution", (name, options) => {
	// Replicas of a free field would need a ladder of their own.
	const treated = targets.filter(
		({ lambda }) => lambda > 0 || name !== "tempering",
	);
	test.each(treated.map((target) => [target.label, target] as const))(
		"%s",
		async (_, target) => {
			const scores = await scoresOf(name, target, options, 64 * 1000);
			for (const [key, z] of Object.entries(scores))
				expect(Math.abs(z), `${key}: z = ${z}`).toBeLessThan(4.5);
		},
	);
});

describe("what local updates promise", () => {
	test("phi^6: the identity phi dS/dphi = 1 for each site", async () => {
		const prepared = await prepareByName("metropolis", sextic.action, {});
		const { fields, count } = await prepared.draw(64 * 4000);
		prepared.dispose();
		// By chain, so that the error is the scatter of 64 means.
		const perChain = count / 64;
		const means = Array.from({ length: 64 }, (_, chain) => {
			let sum = 0;
			for (let i = 2 * chain * perChain; i < 2 * (chain + 1) * perChain; i++) {
				const phi = fields[i];
				const other = fields[i ^ 1];
				const slope = 4 * (phi - other) + 2 * phi - 6 * phi ** 3 + 3 * phi ** 5;
				sum += phi * slope;
			}
			return sum / (2 * perChain);
		});
		const mean = means.reduce((sum, x) => sum + x, 0) / 64;
		const error = Math.sqrt(
			means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (63 * 64),
		);
		expect(Math.abs(mean - 1) / error).toBeLessThan(4);
	});

	test("actions without a heat bath are declined with a reason", async () => {
		const action = phi6Action([4], 1, -1, 1);
		await expect(prepareByName("heatbath", action, {})).rejects.toThrow();
	});

	test("the width reaches the target acceptance", async () => {
		for (const targetAcceptance of [0.35, 0.7]) {
			const prepared = await prepareByName(
				"metropolis",
				phi4Action([8, 8], -4, 6.008),
				{ targetAcceptance },
			);
			await prepared.draw(64 * 50);
			prepared.dispose();
			// 100 updates of 4096 proposals: dual averaging stays within some 2 % of its target.
			expect(
				Math.abs(Number(prepared.facts.acceptance) - targetAcceptance),
			).toBeLessThan(0.02);
		}
	});
});

describe("clusters", () => {
	test.each([
		["wolff", "float64"],
		["swendsen-wang", "float32"],
	])(
		"the improved estimator of %s in %s is unbiased, with less noise",
		async (algorithm, precision) => {
			const [target] = targets;
			const options = { algorithm, precision, clusters: 2 };
			const prepared = await prepareByName("cluster", target.action, options);
			const before = prepared.facts;
			expect(before).not.toHaveProperty("improvedSusceptibility");
			const ensemble = await prepared.draw(64 * 1500);
			const { facts } = prepared;
			prepared.dispose();
			const improved = Number(facts.improvedSusceptibility);
			const error = Number(facts.improvedSusceptibilityError);
			const z = (improved - target.exact.chi) / error;
			expect(Math.abs(z)).toBeLessThan(4);
			expect(error).toBeLessThan(
				overChains(measureAll(ensemble).chi, 64).error,
			);
			expect(Number(facts.meanClusterSize)).toBeGreaterThan(1);
		},
	);

	test("the bonds: one decomposition of a ring in its exact distribution", async () => {
		// With all |phi| = r the signs are an Ising ring at beta = 2 r^2, whose clusters are known:
		// the chance that a given link has a bond is <1 - exp(-4 r^2)> over links of equal signs.
		const block = new LocalBlock({
			kernel: "samplers/cluster/simd",
			shape: [6],
			precision: "float64",
			couplings: { kinetic: 1, quadratic: 0, quartic: 1, sextic: 0 },
			key: [3, 4],
		});
		const r = 0.6;
		for (let lane = 0; lane < 2; lane++)
			block.insert(lane, new Float64Array(6).fill(r));
		const p = 1 - Math.exp(-4 * r * r);
		const n = 20_000;
		// The chain of signs visits every configuration with its Ising weight, so equal neighbours
		// have the probability (1 + <s s'>) / 2 with <s s'> = (t + t^5) / (1 + t^6), t = tanh(2 r^2).
		const t = Math.tanh(2 * r * r);
		const equal = (1 + (t + t ** 5) / (1 + t ** 6)) / 2;
		const links = new Float64Array(n);
		const clusters = new Float64Array(n);
		const field = new Float64Array(6);
		for (let update = 0; update < n; update++) {
			block.update(update, 0, [{ kind: "swendsenWang", count: 1 }]);
			clusters[update] = block.tally(1, 0);
			block.extract(0, field);
			for (let x = 0; x < 6; x++)
				if (field[x] * field[(x + 1) % 6] > 0) links[update]++;
		}
		// Bonds of the six links are independent given the signs, so the mean number of clusters is
		// 6 minus the mean number of bonds, plus one where all six links are bonds.
		const allEqual = (2 / ((1 + t ** 6) * 2 ** 6)) * (1 + t) ** 6;
		const expected = 6 - 6 * equal * p + allEqual * p ** 6;
		// Errors from the scatter of a hundred parts of the series.
		for (const [series, value] of [
			[links, 6 * equal],
			[clusters, expected],
		] as const)
			expect(Math.abs(zScore(overChains(series, 100), value))).toBeLessThan(4);
	});
});
