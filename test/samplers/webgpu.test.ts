/** Flows and Hamiltonian Monte Carlo in TensorFlow.js ops on WebGPU, against the kernels on the CPU. */
import { describe, expect, test } from "vitest";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { evaluate } from "../../metrics/cell/evaluate.js";
import { Measurements } from "../../metrics/cell/measurements.js";
import { equivariantCnfFlow } from "../../samplers/continuous/flow.js";
import { cnfOptions } from "../../samplers/continuous/options.js";
import type { CouplingConfig } from "../../samplers/coupling/config.js";
import { couplingFlow } from "../../samplers/coupling/coupling.js";
import { realnvp } from "../../samplers/coupling/realnvp.js";
import { chooseEngine } from "../../samplers/flow/choose-engine.js";
import { hmc } from "../../samplers/hmc/hmc.js";
import type { Context } from "../../samplers/sampler.js";
import { openBackend } from "../../tensor/backend.js";
import * as tf from "../../tensor/tf.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../support/software-gpu.js";
import {
	expectClose,
	inverseContract,
	parityContract,
} from "./flow/contract.js";
import { witness } from "./flow/support.js";

if (hasSoftwareGpu) useSoftwareGpu();
const backend = hasSoftwareGpu ? await openBackend("webgpu") : undefined;

describe.skipIf(!hasSoftwareGpu)("equivariant flow", () => {
	const action = phi4.create(createLattice([4, 4]), { m2: -4, lambda: 6.975 });
	const options = cnfOptions.parse({
		frequencies: 6,
		bonds: 4,
		timeModes: 2,
		timeBonds: 3,
		// Both sides integrate alike, well or not.
		steps: 2,
		fewestSteps: 2,
	});
	const flow = equivariantCnfFlow(action, options);
	parityContract(
		{ label: "", flow, action, spread: 0.3, even: true, identity: false },
		["total"],
	);
});

const couplingBase: CouplingConfig = {
	layers: 2,
	conditioner: "convolutional",
	hidden: [4],
	kernel: 3,
	transform: { kind: "affine" },
	prior: { kind: "freeField", mass2: 0.6, trainable: true, kinetic: 1 },
	rescale: true,
};

describe.skipIf(!hasSoftwareGpu)("coupling flows", () => {
	const spline = { kind: "spline", bins: 4, bound: 2, odd: false } as const;
	const dense = { conditioner: "dense", hidden: [7] } as const;
	const cases: readonly [readonly number[], Partial<CouplingConfig>][] = [
		[[4, 4], {}],
		[[2, 2, 3], { transform: spline }],
		[[5], { ...dense, transform: { ...spline, odd: true } }],
	];
	for (const [shape, changes] of cases) {
		const lattice = createLattice(shape);
		const flowCase = {
			label: `[${shape.join(", ")}] ${JSON.stringify(changes)}`,
			flow: couplingFlow(lattice, { ...couplingBase, ...changes }),
			action: phi4.create(lattice, { m2: -1, lambda: 0.7 }),
			spread: 0.1,
			even: false,
			identity: false,
		};
		inverseContract(flowCase);
		parityContract(flowCase);
	}
});

describe.skipIf(!hasSoftwareGpu)("samplers", () => {
	const target = phi4.create(createLattice([4, 4]), { m2: -4, lambda: 8 });
	const free = freeField.create(createLattice([4, 4]), { m2: 1 });

	test("Hamiltonian Monte Carlo by automatic differentiation makes the moves of the fused kernel", async () => {
		const options = { chains: 6, trajectory: 1, steps: 4, thermalise: 4 };
		const ensembles = [];
		for (const engine of ["kernel", "autodiff"] as const) {
			const prepared = await hmc
				.create(hmc.options.parse({ ...options, engine }))
				.prepare(target, { seconds: 600 }, context("moves"));
			ensembles.push(await prepared.draw(18));
			prepared.dispose();
		}
		const [kernel, composed] = ensembles;
		expectClose(composed.fields, kernel.fields, 1e-4);
		expectClose(composed.action, kernel.action, 1e-4);
	});

	test("Hamiltonian Monte Carlo gives the free field's exact moments", async () => {
		const options = { chains: 128, trajectory: 0.9, steps: 4, thermalise: 4 };
		const prepared = await hmc
			.create(hmc.options.parse({ ...options, engine: "autodiff" }))
			.prepare(free, { seconds: 600 }, context("free"));
		const ensemble = await prepared.draw(128 * 12);
		prepared.dispose();
		const measurements = new Measurements(free);
		measurements.add(ensemble);
		const { estimators } = evaluate(measurements, createRandom("free"));
		for (const name of ["magnetization2", "phi2", "phi4"]) {
			const { value, error } = estimators.chain?.observables[name] ?? {};
			const exact = free.exact?.[name] ?? Number.NaN;
			if (value === undefined || error === undefined)
				throw new Error(`no ${name}`);
			expect(error).toBeGreaterThan(0);
			expect(Math.abs(value - exact) / error, name).toBeLessThan(4.5);
		}
	});

	test("a flow trains, draws with the right weights, and resumes bit for bit", async () => {
		const sampler = realnvp.create(
			realnvp.options.parse({
				...{ engine: "composed", layers: 2, hidden: [2], batch: 16 },
				...{ evaluateEvery: 2, evaluationDraws: 32, symmetrise: false },
			}),
		);
		const budget = { seconds: 600, steps: 2 };
		const prepared = await sampler.prepare(free, budget, context("flow"));
		expect(prepared.facts.engine).toBe("composed");
		const first = await prepared.draw(1024);
		const checkpoint = await prepared.checkpoint();
		const rest = await prepared.draw(64);
		prepared.dispose();
		const resumed = await sampler.prepare(free, budget, {
			...context("flow"),
			resume: checkpoint,
		});
		const again = await resumed.draw(64);
		resumed.dispose();
		expect(again).toEqual(rest);
		const measurements = new Measurements(free);
		measurements.add(first);
		const { estimators } = evaluate(measurements, createRandom("flow"));
		const { value, error, status } =
			estimators.reweighted?.observables.phi2 ?? {};
		expect(status).toBe("ok");
		expect(
			Math.abs(Number(value) - Number(free.exact?.phi2)) / Number(error),
		).toBeLessThan(4.5);
		expect(tf.memory().numTensors).toBe(0);
	});
});

test("what computes on the processor is never counted as seconds of a GPU", async () => {
	const device = { kind: "gpu", name: "NVIDIA H200", count: 1 } as const;
	const gpu = { name: "tensorflow", device, reason: "", versions: {} } as const;
	const action = phi4.create(createLattice([4]), { m2: 1, lambda: 1 });
	const lent = { ...witness("cpu").context, backend: gpu };
	const budget = { seconds: 1, steps: 1 };
	await expect(
		realnvp
			.create(realnvp.options.parse({ engine: "fused" }))
			.prepare(action, budget, lent),
	).rejects.toThrow(/fused computes on the CPU.* not tensorflow/);
	const flow = couplingFlow(action.space.lattice, couplingBase);
	const engine = await chooseEngine("auto", flow, action, lent);
	expect(engine.kind).toBe("composed");
});

/** What the harness lends a sampler on the backend in force. */
function context(seed: string): Context {
	return { ...witness(seed).context, ...(backend ? { backend } : {}) };
}
