import { describe, expect, test } from "vitest";
import { createLattice, neighbours } from "../../../../core/lattice.js";
import { colorSites } from "../../../../samplers/chain/local/coloring.js";
import { bestShift } from "../../../../samplers/heatbath/scalar/shift.js";
import { phi4Action, phi6Action } from "../../hmc/support.js";
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

/** With some hundred scores in this file, 4.5 standard errors are exceeded by chance once in 1500 seeds; the seed is fixed. */
describe.each(samplers)("%s %j draws the distribution", (name, options) => {
	test.each(targets.map((target) => [target.label, target] as const))(
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
