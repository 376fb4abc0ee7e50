/** `operationsPerDraw` of samplers that work by gradients of S, and of draws with weights. */
import { describe, expect, test } from "vitest";
import { phi4 } from "../../actions/scalar/phi4.js";
import { createLattice } from "../../core/lattice.js";
import { realnvp } from "../../samplers/coupling/realnvp.js";
import { flowHmc } from "../../samplers/flow-hmc/flow-hmc.js";
import { gaussian } from "../../samplers/gaussian/gaussian.js";
import { hmc } from "../../samplers/hmc/hmc.js";
import { mala } from "../../samplers/mala/mala.js";
import { mclmc } from "../../samplers/mclmc/mclmc.js";
import type { SamplerDefinition } from "../../samplers/sampler.js";
import { smc } from "../../samplers/smc/smc.js";
import { stochasticFlow } from "../../samplers/stochastic-flow/stochastic-flow.js";
import { openTestBackend } from "../support/backend.js";
import { Counter, countSites } from "./counting.js";
import { witness } from "./flow/support.js";

const backend = await openTestBackend();
const shape = [2, 4];
const sites = 8;
/** The butterflies of one transform. */
const transform = 4 * 2 + 2 * 8;
const action = phi4.create(createLattice(shape), { m2: -1, lambda: 0.5 });

async function factsOf<O>(
	definition: SamplerDefinition<O>,
	options: object,
): Promise<Readonly<Record<string, number | string>>> {
	const { context } = witness("operations", { backend });
	const prepared = await definition
		.create(definition.options.parse(options))
		.prepare(action, { seconds: 600, steps: 10 }, context);
	prepared.dispose();
	return prepared.facts;
}

/** dS/dphi / 2 = phi (a + 2 lambda phi^2) - sum of neighbours. */
function force(n: Counter, near: readonly number[]): void {
	const phi = 0.3;
	const own = n.mul(phi, n.add(1, n.mul(2, n.mul(phi, phi))));
	n.sub(own, n.sum(near));
}
const gradient = countSites(shape, force);
const moved = 2 * sites;

const chains = { chains: 8, thermalise: 4 };

describe("trajectories", () => {
	test("HMC: a gradient, a kick and a drift, and with Fourier acceleration two transforms and two weights more", async () => {
		const leapfrog = {
			...{ ...chains, integrator: "leapfrog", storeEvery: 2 },
			...{ steps: 3, trajectory: 1 },
		};
		const plain = await factsOf(hmc, leapfrog);
		expect(plain.operationsPerDraw).toBe(2 * 3 * (gradient + 2 * moved));
		const fast = await factsOf(hmc, { ...leapfrog, acceleration: "free" });
		expect(
			Number(fast.operationsPerDraw) - Number(plain.operationsPerDraw),
		).toBe(2 * 3 * (2 * transform + 2 * sites));
	});

	test("MALA: two gradients with their kicks, and one drift", async () => {
		const facts = await factsOf(mala, {
			...chains,
			stepSize: 0.1,
			storeEvery: 1,
		});
		expect(facts.operationsPerDraw).toBe(2 * (gradient + moved) + moved);
	});

	test("MCLMC: a kick that turns a direction", async () => {
		const facts = await factsOf(mclmc, {
			...{ ...chains, integrator: "leapfrog" },
			// Three steps on the mean.
			...{ trajectory: 0.25, stepSize: 0.1 },
		});
		const n = new Counter();
		const u = Array.from({ length: sites }, () => 0.1);
		n.dot(u, u);
		n.dot(u, u);
		const turned = u.map((x) => n.add(n.mul(x, 0.5), n.mul(x, 0.2)));
		n.dot(turned, turned);
		for (const x of turned) n.mul(x, 0.7);
		expect(facts.operationsPerDraw).toBe(3 * (gradient + moved + n.total));
	});

	test("HMC in the latent space of a flow: two passes a gradient, and one at the end", async () => {
		const net = { conditioner: "dense", hidden: [5], layers: 2 };
		const facts = await factsOf(flowHmc, {
			...{ flow: "realnvp", flowOptions: { ...net, batch: 16 } },
			...{ chains: 8, thermalise: 4, integrator: "leapfrog", jitter: 0 },
			...{ trajectory: 0.4, stepSize: 0.2 },
		});
		const flow = realnvp.flow.build(action, realnvp.options.parse(net));
		const weights = flow.layout.blocks
			.filter(({ name }) => name.endsWith("/weight"))
			.map(({ shape: extents }) => extents.reduce((a, b) => a * b, 1));
		const pass = 2 * weights.reduce((a, b) => a + b, 0);
		expect(pass).toBeGreaterThan(0);
		const gradients = Number(facts.gradientsPerTrajectory);
		expect(facts.operationsPerDraw).toBe(
			Math.round(gradients * (gradient + 2 * moved + 2 * pass) + pass),
		);
		// How the training of its flow ended.
		expect(facts).toMatchObject({ trainingSteps: 10, divergences: 0 });
		expect(facts.training).toBeTypeOf("string");
		expect(facts.bestStep).toBeTypeOf("number");
	});
});

describe("weighted draws", () => {
	test("a symmetrised flow evaluates q twice", async () => {
		const net = { hidden: [3], layers: 2, batch: 16 };
		const plain = await factsOf(realnvp, { ...net, symmetrise: false });
		const both = await factsOf(realnvp, { ...net, symmetrise: true });
		expect(both.operationsPerDraw).toBe(2 * Number(plain.operationsPerDraw));
	});

	/** A free field with log q: amplitudes, their squares, their sum, the transform. */
	const free = 3 * sites + transform;

	test("a free field, and S", async () => {
		const facts = await factsOf(gaussian, { fit: "reverse-kl" });
		const energy = countSites(shape, (n, near) => {
			const phi = 0.3;
			const own = n.mul(phi, n.add(1, n.mul(0.5, n.mul(phi, phi))));
			const ahead = n.sum(near.slice(0, near.length / 2));
			n.add(1, n.mul(phi, n.sub(own, ahead)));
		});
		expect(facts.operationsPerDraw).toBe(free + energy);
	});

	test("a path: the free field, the moves, and the weights at each temperature", async () => {
		const facts = await factsOf(smc, { temperatures: 3, particles: 32 });
		const weight = countSites(shape, (n) => {
			const square = n.mul(0.3, 0.3);
			n.add(1, n.mul(square, n.add(1, n.mul(0.5, square))));
		});
		const moves = Number(facts.gradientsPerDraw) * (gradient + 2 * moved);
		expect(facts.operationsPerDraw).toBe(
			Math.round(free + 3 * (weight + 2) + moves),
		);
	});

	test("a population pays for all its particles", async () => {
		const options = { temperatures: 2, particles: 32 };
		const single = await factsOf(smc, options);
		const many = await factsOf(smc, {
			...{ ...options, resampling: "systematic", population: 8 },
		});
		const each = Number(many.operationsPerDraw) / 8;
		const gradients = Number(many.gradientsPerDraw) / 8;
		const less = gradients - Number(single.gradientsPerDraw);
		expect(
			each - Number(single.operationsPerDraw) - less * (gradient + 2 * moved),
		).toBeCloseTo(0, -1);
	});

	test("a stochastic flow says how its training ended, as all flows do", async () => {
		const facts = await factsOf(stochasticFlow, {
			...{ stages: 2, layers: 2, hidden: [3], batch: 16 },
		});
		expect(facts).toMatchObject({ trainingSteps: 10, divergences: 0 });
		expect(facts.training).toBeTypeOf("string");
		expect(Number(facts.operationsPerDraw)).toBeGreaterThan(
			Number(facts.gradientsPerDraw) * (gradient + 2 * moved),
		);
	});
});
