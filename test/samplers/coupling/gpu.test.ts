/** Coupling flows in kernels on a GPU (SwiftShader here) against the kernels on the CPU and the ops. */

import { describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import type { CouplingConfig } from "../../../samplers/coupling/config.js";
import { couplingFlow } from "../../../samplers/coupling/coupling.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";
import type { FlowEngine } from "../../../samplers/flow/engine.js";
import { gpuEngine } from "../../../samplers/flow/gpu/engine.js";
import { latentNormals } from "../../../samplers/flow/latent.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import type { Checkpoint } from "../../../samplers/sampler.js";
import { openBackend } from "../../../tensor/backend.js";
import { activeGpu } from "../../../tensor/gpu/gpu.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.js";
import { expectClose, openFused, perturbed } from "../flow/contract.js";
import { gradientBy, sampleBy } from "../flow/kernel-calls.js";
import { witness } from "../flow/support.js";
import { freeField } from "./support.js";

const base: CouplingConfig = {
	layers: 3,
	conditioner: "convolutional",
	hidden: [3],
	kernel: 3,
	transform: { kind: "affine" },
	prior: { kind: "normal" },
	rescale: false,
};
const spline = { kind: "spline", bins: 4, bound: 2, odd: false } as const;
const odd = { ...spline, bins: 3, odd: true };
const dense = { conditioner: "dense", prior: freeField } as const;

/** Lattices that a workgroup could hold go through global memory with `streamed`. */
const cases: readonly [
	readonly number[],
	Partial<CouplingConfig> & { readonly streamed?: boolean },
][] = [
	[[4, 4], { hidden: [9, 5], layers: 2 }],
	[[3, 4], { transform: spline, prior: freeField, rescale: true }],
	[[2, 3, 2], { transform: odd, hidden: [3, 1, 2], prior: freeField }],
	[[2, 2, 2], { transform: spline, streamed: true, layers: 2 }],
	// Dense conditioners are always streamed.
	[[5], { ...dense, hidden: [6, 2], rescale: true }],
	[[3, 3], { ...dense, transform: odd }],
	// Two and four samples a thread; the rest is as on small lattices.
	[[16, 16], { layers: 1, prior: freeField, streamed: true }],
	[[1024], { layers: 1, hidden: [1], rescale: true, streamed: true }],
];

const stream = createRandom("gpu coupling");
const batch = 13;

describe.skipIf(!hasSoftwareGpu)("coupling flows on SwiftShader", () => {
	const ready = hasSoftwareGpu ? open() : undefined;

	for (const [shape, changes] of cases) {
		const lattice = createLattice(shape);
		const { sites } = lattice;
		const config = { ...base, ...changes };
		const ops = couplingFlow(lattice, config);
		const module = ops.gpu?.module ?? "";
		const flow = { ...ops, gpu: { module, config } };
		const action = phi4.create(lattice, { m2: -1, lambda: 0.7 });
		const parameters = perturbed(flow.initialise(createRandom("start")), 0.1);
		const latent = new Float32Array(batch * sites);
		latentNormals(stream.key, 0, batch, sites, latent);
		const name = `[${shape.join(", ")}] ${JSON.stringify(changes)}`;

		const large = sites >= 256;
		const estimators = large
			? (["path"] as const)
			: (["total", "path"] as const);

		const withEngine = async (use: (engine: FlowEngine) => Promise<void>) => {
			await ready;
			const before = activeGpu().memory;
			const engine = await gpuEngine(flow, action);
			try {
				await use(engine);
			} finally {
				engine.dispose();
			}
			expect(activeGpu().memory).toEqual(before);
		};

		test(`${name}: fields, log q, S and gradients are those of the CPU's kernels`, () =>
			withEngine(async (engine) => {
				const kernel = await openFused(flow, action);
				const out = sampleBy(kernel, parameters, latent, sites);
				const draw = await engine.sample(parameters, stream, 0, batch);
				expectClose(draw.fields, out.fields, 5e-6);
				expectClose(draw.logDensity, out.logDensity, 1e-5);
				expectClose(draw.action, out.action, 2e-5);
				for (const estimator of estimators) {
					const call = { estimator };
					const { gradient: expected } = gradientBy(
						kernel,
						parameters,
						latent,
						sites,
						call,
					);
					const { gradient, logWeights } = await engine.gradient(
						parameters,
						stream,
						0,
						batch,
						call,
					);
					const size = Math.hypot(...expected);
					expectClose(
						gradient.map((g) => (batch * g) / size),
						expected.map((g) => g / size),
						2e-6,
					);
					// The same bits as a draw's, and again.
					draw.logDensity.forEach((q, i) => {
						expect(logWeights[i]).toBe(-draw.action[i] - q);
					});
					const again = await engine.gradient(
						parameters,
						stream,
						0,
						batch,
						call,
					);
					expect(again.gradient).toEqual(gradient);
				}
			}));

		if (large) continue;

		test(`${name}: the inverse takes fields back, with the same log q`, () =>
			withEngine(async (engine) => {
				const draw = await engine.sample(parameters, stream, 0, batch);
				const back = await engine.density(parameters, draw.fields);
				expectClose(back.latent, latent, 1e-4);
				expectClose(back.logDensity, draw.logDensity, 3e-4);
			}));

		test(`${name}: starts at its prior; a sample does not depend on its batch`, () =>
			withEngine(async (engine) => {
				const start = flow.initialise(createRandom("start"));
				const many = await engine.sample(start, stream, 0, 70);
				if (flow.layout.blocks[0].name !== "prior/logMass2") {
					const kernel = await openFused(flow, action);
					const out = sampleBy(kernel, start, latent, sites);
					expectClose(many.fields.subarray(0, batch * sites), out.fields, 2e-6);
				}
				const few = await engine.sample(start, stream, 68, 2);
				expect(few.fields).toEqual(many.fields.slice(68 * sites));
				expect(few.logDensity).toEqual(many.logDensity.slice(68));
				expect(few.action).toEqual(many.action.slice(68));
			}));
	}

	test("a sampler trains on the device and resumes bit for bit", async () => {
		await ready;
		const action = phi4.create(createLattice([2, 2]), { m2: 1, lambda: 0 });
		const sampler = realnvp.create(
			realnvp.options.parse({
				...{ layers: 2, hidden: [2], batch: 8, symmetrise: false },
				...{ evaluateEvery: 2, evaluationDraws: 16 },
			}),
		);
		const backend = await openBackend("webgpu");
		const budget = { seconds: 600, steps: 3 };
		const prepare = (resume?: Checkpoint) => {
			const { context } = witness("gpu", { backend });
			return sampler.prepare(
				action,
				budget,
				resume === undefined ? context : { ...context, resume },
			);
		};
		const prepared = await prepare();
		expect(prepared.facts.engine).toBe("gpu");
		expect(Number(prepared.facts.inverseError)).toBeLessThan(1e-5);
		await prepared.draw(10);
		const checkpoint = await prepared.checkpoint?.();
		const rest = await prepared.draw(6);
		prepared.dispose();
		const resumed = await prepare(checkpoint);
		expect(await resumed.draw(6)).toEqual(rest);
		resumed.dispose();
		expect(activeGpu().memory.buffers).toBe(0);
	});

	test("gradients are those of the ops on the same device", async () => {
		await ready;
		const lattice = createLattice([4, 2]);
		const config = { ...base, transform: spline, prior: freeField };
		const flow = couplingFlow(lattice, { ...config, rescale: true });
		const action = phi4.create(lattice, { m2: -1, lambda: 0.7 });
		const parameters = perturbed(flow.initialise(createRandom("start")), 0.1);
		const engine = await gpuEngine(flow, action);
		const call = { estimator: "path" } as const;
		const arguments_ = [parameters, stream, 0, batch, call] as const;
		const ops = await composedEngine(flow, action).gradient(...arguments_);
		const own = await engine.gradient(...arguments_);
		engine.dispose();
		const size = Math.hypot(...ops.gradient);
		expectClose(
			own.gradient.map((g) => g / size),
			ops.gradient.map((g) => g / size),
			1e-4,
		);
		expectClose(own.logWeights, ops.logWeights, 1e-3);
	});
});

async function open(): Promise<void> {
	useSoftwareGpu();
	await openBackend("webgpu");
}
