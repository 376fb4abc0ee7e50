/** `operationsPerDraw` of chains against updates whose arithmetic is counted as it is done (test/samplers/counting.ts). */
import { describe, expect, test } from "vitest";
import type { Action } from "../../actions/action.js";
import { wilsonAction } from "../../actions/gauge/wilson-action.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { spins } from "../../actions/spin/o-n.js";
import { createLattice } from "../../core/lattice.js";
import { hartleyOperations } from "../../samplers/gaussian/hartley-work.js";
import * as registry from "../../samplers/registry.js";
import type { SamplerDefinition } from "../../samplers/sampler.js";
import { openTestBackend } from "../support/backend.js";
import {
	Counter,
	countProduct,
	countQuaternions,
	countSites,
	heatBathSite,
	metropolisSite,
	normalised,
	overrelaxedSite,
	spinHeatBathSite,
	spinReflectedSite,
} from "./counting.js";
import { witness } from "./flow/support.js";

const backend = await openTestBackend();
const definitions = Object.values(
	registry,
) as unknown as readonly SamplerDefinition<unknown>[];

/** The facts of a sampler after a few draws. */
async function factsOf(name: string, action: Action, options: object) {
	const definition = definitions.find((each) => each.name === name);
	if (definition === undefined) throw new Error(name);
	const { context } = witness("operations", { backend });
	const prepared = await definition
		.create(definition.options.parse(options))
		.prepare(action, { seconds: 600, steps: 10 }, context);
	await prepared.draw(16);
	prepared.dispose();
	const { operationsPerDraw, ...facts } = prepared.facts;
	return { operations: Number(operationsPerDraw), facts };
}

const shape = [3, 4];
const sites = 12;
const scalar = phi4.create(createLattice(shape), { m2: -1, lambda: 0.5 });
const vectors = spins.create(createLattice(shape), { n: 3, beta: 1 });
const brief = { chains: 8, thermalise: 4 };

describe("scalar fields", () => {
	const heatBath = countSites(shape, heatBathSite);
	const overrelaxed = countSites(shape, overrelaxedSite);

	test("Metropolis: three updates of two sweeps for one draw", async () => {
		const { operations } = await factsOf("metropolis", scalar, {
			...brief,
			...{ sweeps: 2, storeEvery: 3 },
		});
		expect(operations).toBe(6 * countSites(shape, metropolisSite));
	});

	test("heat bath with overrelaxation", async () => {
		const { operations } = await factsOf("heatbath", scalar, {
			...brief,
			...{ sweeps: 2, overrelaxation: 3 },
		});
		expect(operations).toBe(2 * heatBath + 3 * overrelaxed);
	});

	test("without a quartic term nothing is refused, and no accept step is counted", async () => {
		const free = phi4.create(createLattice(shape), { m2: 1, lambda: 0 });
		const { operations } = await factsOf("heatbath", free, {
			...brief,
			...{ overrelaxation: 0 },
		});
		expect(operations).toBe(heatBath - 8 * sites);
	});

	test("tempering pays for all replicas", async () => {
		const { operations, facts } = await factsOf("tempering", scalar, {
			...brief,
			...{ replicas: 3, sweeps: 2, overrelaxation: 1 },
		});
		expect(facts.replicas).toBe(3);
		expect(operations).toBe(3 * (2 * heatBath + overrelaxed));
	});

	test("single clusters try the bonds on all sides, a decomposition each bond once", async () => {
		const local = { ...brief, sweeps: 1, overrelaxation: 0, clusters: 2 };
		const single = await factsOf("cluster", scalar, local);
		const visited = 2 * Number(single.facts.meanClusterSize);
		expect(visited).toBeGreaterThan(2);
		expect(single.operations).toBe(Math.round(heatBath + visited * (1 + 4)));
		const all = await factsOf("cluster", scalar, {
			...local,
			algorithm: "swendsen-wang",
		});
		expect(all.operations).toBe(heatBath + 2 * sites * (1 + 2));
	});
});

describe("unit vectors", () => {
	const heatBath = countSites(shape, spinHeatBathSite);

	test("heat bath with overrelaxation", async () => {
		const { operations } = await factsOf("heatbath", vectors, {
			...brief,
			...{ overrelaxation: 2 },
		});
		const reflected = countSites(shape, spinReflectedSite);
		expect(operations).toBe(heatBath + 2 * reflected);
	});

	test("all clusters: projections, bonds, and half of the sites reflected", async () => {
		const { operations } = await factsOf("cluster", vectors, {
			...brief,
			...{ overrelaxation: 0, clusters: 1, algorithm: "swendsen-wang" },
		});
		const projections = 5 * sites;
		const bonds = 5 * sites;
		const reflections = (7 * sites) / 2;
		expect(operations).toBe(heatBath + projections + bonds + reflections);
	});

	test("single clusters: at least their seed, at most all sites", async () => {
		const { operations } = await factsOf("cluster", vectors, {
			...brief,
			...{ overrelaxation: 0, clusters: 1 },
		});
		const ofClusters = operations - heatBath - 5 * sites;
		expect(ofClusters).toBeGreaterThan(5 + 7);
		expect(ofClusters).toBeLessThanOrEqual((5 + 7) * sites);
	});
});

describe("links", () => {
	const products = {
		U1: { reals: 2, count: (n: Counter) => countProduct(n, 1, 1, 1) },
		SU2: { reals: 4, count: countQuaternions },
		SU3: { reals: 18, count: (n: Counter) => countProduct(n, 3, 3, 3) },
	};
	const countLink = (group: keyof typeof products) => {
		const n = new Counter();
		const { reals, count } = products[group];
		// Four staples of two products in three dimensions.
		for (let product = 0; product < 8; product++) count(n);
		for (let i = 0; i < 3 * reals; i++) n.add(1, 2);
		return { n, count, reals };
	};

	test.each(["U1", "SU2"] as const)("heat bath of %s", async (group) => {
		const action = wilsonAction("links", group, createLattice([3, 3, 3]), 1);
		const { operations } = await factsOf("heatbath", action, {
			...brief,
			...{ overrelaxation: 0 },
		});
		const { n, count, reals } = countLink(group);
		normalised(n, reals);
		n.mul(1, 2);
		count(n);
		expect(operations).toBe(81 * n.total);
	});

	test("heat bath of SU3 by its subgroups", async () => {
		const action = wilsonAction("links", "SU3", createLattice([3, 3, 3]), 5);
		const { operations } = await factsOf("heatbath", action, {
			...brief,
			...{ overrelaxation: 0 },
		});
		const { n, count } = countLink("SU3");
		count(n);
		for (let subgroup = 0; subgroup < 3; subgroup++) {
			for (let i = 0; i < 4; i++) n.mul(0.5, n.add(1, 2));
			normalised(n, 4);
			n.mul(1, 2);
			countQuaternions(n);
			// Two rows of the link, and of its product with the staples for the next subgroup.
			countProduct(n, 2, 2, 3);
			if (subgroup < 2) countProduct(n, 2, 2, 3);
		}
		expect(operations).toBe(81 * n.total);
	});

	const leapfrog = {
		...brief,
		...{ integrator: "leapfrog", steps: 3, trajectory: 1 },
	};

	test("HMC of U1: each plaquette once, and sums of angles", async () => {
		const action = wilsonAction("links", "U1", createLattice([3, 3, 3]), 1);
		const { operations } = await factsOf("hmc", action, leapfrog);
		const n = new Counter();
		for (let plaquette = 0; plaquette < 81; plaquette++) {
			n.sum([1, 2, 3, 4]);
			n.mul(0.5, 1);
			for (let link = 0; link < 4; link++) n.add(1, 2);
		}
		for (let link = 0; link < 81; link++) n.add(1, n.mul(0.1, 2));
		expect(operations).toBe(3 * n.total);
	});

	test("HMC of SU2: staples, their product with the link, three momenta, a product with the exponential", async () => {
		const action = wilsonAction("links", "SU2", createLattice([3, 3, 3]), 2);
		const { operations } = await factsOf("hmc", action, leapfrog);
		const { n, count } = countLink("SU2");
		count(n);
		for (let a = 0; a < 3; a++) n.sub(1, n.mul(0.5, 2));
		const x = [1, 2, 3].map((p) => n.mul(0.1, p));
		n.dot(x, x);
		for (const part of x) n.mul(0.5, part);
		count(n);
		expect(operations).toBe(3 * 81 * n.total);
	});

	test("winding: a sum of plaquettes, and the turn of accepted proposals", async () => {
		const action = wilsonAction("links", "U1", createLattice(shape), 1);
		const plain = await factsOf("heatbath", action, {
			...brief,
			...{ overrelaxation: 0 },
		});
		const { operations } = await factsOf("winding", action, {
			...brief,
			...{ overrelaxation: 0 },
		});
		const least = 20 * sites + 4;
		const proposal = operations - plain.operations;
		expect(proposal).toBeGreaterThan(least);
		expect(proposal).toBeLessThan(least + 6 * (sites + 3));
	});
});

test("a Hartley transform of lines of two and four is a butterfly", () => {
	// A line of L has L log2 L additions.
	expect(hartleyOperations(createLattice([2, 4]))).toBe(4 * 2 + 2 * 8);
});
