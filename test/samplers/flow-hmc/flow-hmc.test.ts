/** The target pulled back to the latent space: kernels against the ops, trajectories, and the sampled distribution. */
import { describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { neuralSpline } from "../../../samplers/coupling/neural-spline.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";
import { batchOf, type Flow } from "../../../samplers/flow/flow.js";
import { flowHmc } from "../../../samplers/flow-hmc/flow-hmc.js";
import {
	createReferenceEngine,
	pulledBack,
} from "../../../samplers/flow-hmc/reference/pullback.js";
import { createLatentEngine } from "../../../samplers/flow-hmc/simd/engine.js";
import type { TrainedFlow } from "../../../samplers/flow-hmc/trained.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { expectClose, openFused, perturbed } from "../flow/contract.js";
import { witness } from "../flow/support.js";
import { measureAll, overChains, zScore } from "../hmc/support.js";

const backend = await openTestBackend();
const action = phi4.create(createLattice([4, 4]), { m2: -1, lambda: 0.7 });
const { sites } = action.space.lattice;

const couplings = (given: object): Flow =>
	realnvp.flow.build(
		action,
		realnvp.options.parse({ layers: 4, hidden: [6], ...given }),
	);
const flows: readonly (readonly [string, Flow])[] = [
	["realnvp", couplings({})],
	["realnvp with a free field as prior", couplings({ prior: "freeField" })],
	["realnvp with a pointwise map", couplings({ pointwise: true })],
	[
		"neural spline",
		neuralSpline.flow.build(action, neuralSpline.options.parse({ layers: 2 })),
	],
];

function trained(flow: Flow): TrainedFlow {
	const start = flow.initialise(createRandom("start"));
	return {
		flow,
		parameters: perturbed(start, 0.1),
		settings: flow.settings ?? {},
	};
}

describe.each(flows)("%s", (_, flow) => {
	const some = trained(flow);

	test("S~ and its gradient by the kernels are those of the ops", async () => {
		const count = 11;
		const latent = fillNormal(
			createRandom("latent"),
			new Float32Array(count * sites),
		);
		const batch = batchOf(count, {
			latent,
			fields: new Float32Array(latent.length),
		});
		const slope = new Float32Array(latent.length);
		const kernel = await openFused(flow, action);
		kernel.pullBack?.(some.parameters, batch, slope);
		const target = pulledBack(action, some);
		const rows = tf.tensor(latent, [count, 4, 4]);
		const value = await target.evaluate(rows).data();
		const gradient = await tf
			.grad((z) => tf.sum(target.evaluate(z)))(rows)
			.data();
		const ours = batch.action.map((s, c) => {
			const own = latent.subarray(c * sites, (c + 1) * sites);
			return s + batch.logDensity[c] + own.reduce((a, z) => a + z * z, 0) / 2;
		});
		expectClose(ours, value, 1e-4);
		expectClose(slope, gradient, 3e-4);
	});

	test.each(["omelyan", "force-gradient"] as const)(
		"trajectories of %s on the kernels are those of the ops",
		async (integrator) => {
			const chains = 10;
			const signal = new AbortController().signal;
			const key = [5, 6] as const;
			const engines = [
				createLatentEngine(action, some, chains, key, 2, signal),
				createReferenceEngine(action, some, chains, key, signal),
			];
			const start = fillNormal(
				createRandom("chains"),
				new Float64Array(chains * sites),
			);
			const plan = schedule(integrator, 4, 0.3);
			const results = [];
			for (const engine of engines) {
				engine.load(start);
				const fields = engine.allocate(chains * sites);
				const store = { every: 1, fields, perChain: 1, offset: 0 };
				const batch = await engine.run([{ number: 3, plan }], store);
				results.push({ fields, batch, latent: await engine.fields() });
				engine.dispose();
			}
			const [kernel, ops] = results;
			expect([...kernel.batch.accepted]).toEqual([...ops.batch.accepted]);
			expect(kernel.batch.accepted).toContain(1);
			expectClose(kernel.batch.energyChange, ops.batch.energyChange, 2e-3);
			expectClose(kernel.batch.action, ops.batch.action, 1e-3);
			expectClose(kernel.batch.totals[0], ops.batch.totals[0], 1e-3);
			expectClose(kernel.fields, ops.fields, 1e-3);
			expectClose(kernel.latent, ops.latent, 1e-3);
		},
	);
});

test("samples the target by way of a flow of few steps", async () => {
	const chain = phi4.create(createLattice([8]), { m2: -2, lambda: 1 });
	const { context } = witness("flow-hmc", { backend, threads: 2 });
	const options = flowHmc.options.parse({
		flowOptions: { layers: 4, hidden: [4] },
	});
	const prepared = await flowHmc
		.create(options)
		.prepare(chain, { seconds: 60, steps: 20 }, context);
	const ensemble = await prepared.draw(64 * 300);
	const { about, arrays } = prepared.model?.() ?? {};
	prepared.dispose();
	// The flow, for load_flow: the chain has no density.
	expect(about).toMatchObject({
		format: 1,
		kind: "coupling",
		sampler: "flow-hmc",
		config: { layers: 4 },
	});
	expect(arrays).toHaveProperty("3/1/weight");
	const phi2 = overChains(measureAll(ensemble).phi2, 64);
	// Transfer matrix.
	expect(Math.abs(zScore(phi2, 0.6913989958))).toBeLessThan(4.5);
	expect(phi2.error).toBeLessThan(0.02);
});

test("an option of the flow that is not one is named where it stands", () => {
	const result = flowHmc.options.safeParse({ flowOptions: { layer: 4 } });
	expect(result.error?.issues[0]?.path[0]).toBe("flowOptions");
});

test("kernels for an action that they cannot treat are declined", () => {
	const { structure: _, ...opaque } = action;
	const fused = flowHmc.options.parse({ engine: "fused" });
	expect(flowHmc.create(fused).supports(opaque)).toMatchObject({ ok: false });
	expect(flowHmc.create(fused).supports(action).ok).toBe(true);
});
