import { runInThisContext } from "node:vm";
import { beforeAll, describe, expect, test } from "vitest";
import { polynomialOf } from "../../../actions/action.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../../../samplers/continuous/flow.js";
import { gpuCnf } from "../../../samplers/continuous/gpu/flow.js";
import { hartleyLine } from "../../../samplers/continuous/gpu/hartley.wgsl.js";
import type { GpuCnfLimits } from "../../../samplers/continuous/gpu/limits.js";
import { cnfShape } from "../../../samplers/continuous/gpu/shape.wgsl.js";
import type { FusedCnfConfig } from "../../../samplers/continuous/simd/flow.js";
import { batchOf, type FlowCall } from "../../../samplers/flow/flow.js";
import { gpuEngine } from "../../../samplers/flow/gpu/engine.js";
import { fusedEngine } from "../../../samplers/flow/simd/engine.js";
import { openBackend } from "../../../tensor/backend.js";
import type { Backend } from "../../../tensor/device.js";
import { activeGpu } from "../../../tensor/gpu/gpu.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.js";
import { gradientBy } from "../flow/kernel-calls.js";
import { witness } from "../flow/support.js";
import { draw, type Example, example, gap } from "./support.js";

/** Rounding of float32 through the stages, as for the kernel on the CPU. */
const fieldRounding = 2e-6;
const densityRounding = (sites: number) => 2e-6 * Math.sqrt(sites) + 2e-6;
const count = 5;

/** The flow of an example on the device, with arrays going in and out. */
function onGpu(
	subject: Example,
	limits: GpuCnfLimits = { workgroupThreads: 256 },
) {
	const gpu = activeGpu();
	const { config, lattice, action, parameters } = subject;
	const polynomial = polynomialOf(action);
	if (polynomial === undefined) throw new Error("phi4 is a polynomial");
	const flow = gpuCnf(gpu, config, lattice, polynomial, limits);
	const bytes = 4 * count * lattice.sites;
	const buffers = ["latent", "fields"].map((name) => gpu.storage(bytes, name));
	const [latent, fields] = buffers;
	return {
		async sample(normals: Float32Array) {
			const batch = batchOf(normals.length / lattice.sites, {});
			gpu.write(latent, normals);
			await flow.sample(parameters, { ...batch, latent, fields }, {});
			const phi = await gpu.read(fields, new Float32Array(normals.length));
			return { ...batch, fields: phi };
		},
		async gradient(normals: Float32Array, call: FlowCall) {
			const gradient = new Float64Array(parameters.length);
			const batch = batchOf(count, { gradient });
			gpu.write(latent, normals);
			await flow.gradient(parameters, { ...batch, latent, fields }, call);
			return batch;
		},
		async density(phi: Float32Array) {
			const batch = batchOf(phi.length / lattice.sites, {});
			gpu.write(fields, phi);
			await flow.density(parameters, { ...batch, latent, fields }, {});
			const normals = new Float32Array(phi.length);
			return { ...batch, latent: await gpu.read(latent, normals) };
		},
		dispose() {
			for (const buffer of buffers) buffer.destroy();
			flow.dispose();
		},
	};
}

/** The same by the kernel on the CPU. */
function onCpu(subject: Example, normals: Float32Array, call: FlowCall) {
	const { fused, parameters, lattice } = subject;
	return gradientBy(fused, parameters, normals, lattice.sites, call);
}

/** Largest difference of gradients, in units of the largest component of its block. */
function gradientGap(
	{ model }: Example,
	ours: Float64Array,
	reference: Float64Array,
): number {
	return Math.max(
		...model.layout.blocks.map(({ offset, shape }) => {
			const end = offset + shape.reduce((a, b) => a * b, 1);
			const block = reference.subarray(offset, end);
			return (
				gap(ours.subarray(offset, end), block) /
				gap(block, new Float64Array(block.length))
			);
		}),
	);
}

/** Workgroup memory that has room for all channels, for some, and for none; the first in many dispatches. */
const layouts = [
	{
		shape: [4, 4],
		limits: { operations: 1e5, workgroupThreads: 256 },
		chunk: 8,
		lines: "workgroup",
	},
	{
		shape: [3, 6],
		limits: { workgroupBytes: 2230 },
		chunk: 1,
		lines: "workgroup",
	},
	{
		shape: [2, 3, 3],
		limits: { workgroupBytes: 1000 },
		chunk: 4,
		lines: "global",
	},
	{
		shape: [5],
		limits: { workgroupBytes: 2330 },
		chunk: 2,
		lines: "workgroup",
	},
] as const;

describe.skipIf(!hasSoftwareGpu)("equivariant flow on a GPU", () => {
	let backend: Backend;
	beforeAll(async () => {
		useSoftwareGpu();
		backend = await openBackend("webgpu");
	});

	describe.each(layouts)(
		"$shape, $chunk channels in $lines memory",
		(layout) => {
			const subject = example(layout.shape);
			const { sites } = subject.lattice;
			const normals = subject.latent(count);
			const reference = draw(subject, normals);

			test("is laid out as told", () => {
				const shape = cnfShape({
					shape: layout.shape,
					bonds: subject.config.bonds,
					orbits: subject.model.orbits.count,
					rows: 260,
					spacing: 1 / 32,
					workgroupBytes: 32768,
					...layout.limits,
					workgroupThreads: 256,
				});
				expect(shape).toMatchObject({
					chunk: layout.chunk,
					lines: layout.lines,
				});
			});

			test("fields, log q, S and both gradients are those of the kernel on the CPU, and the same bits again", async () => {
				const flow = onGpu(subject, layout.limits);
				const ours = await flow.sample(normals);
				expect(gap(ours.fields, reference.fields)).toBeLessThan(fieldRounding);
				expect(gap(ours.logDensity, reference.logDensity)).toBeLessThan(
					densityRounding(sites),
				);
				// S is that of fields which differ by rounding: its slope is up to a hundred.
				expect(gap(ours.action, reference.action)).toBeLessThan(1e-4);
				expect(await flow.sample(normals)).toEqual(ours);
				const alone = await flow.sample(normals.slice(2 * sites, 3 * sites));
				expect(alone.fields).toEqual(ours.fields.slice(2 * sites, 3 * sites));
				expect(alone.logDensity[0]).toBe(ours.logDensity[2]);
				for (const estimator of ["total", "path"] as const) {
					const call = { estimator };
					const result = await flow.gradient(normals, call);
					const cpu = onCpu(subject, normals, call);
					expect(result.logDensity).toEqual(ours.logDensity);
					expect(result.action).toEqual(ours.action);
					expect(
						gradientGap(subject, result.gradient, cpu.gradient),
					).toBeLessThan(5e-6);
					expect(await flow.gradient(normals, call)).toEqual(result);
				}
				flow.dispose();
			});
		},
	);

	test("density inverts the map; signs and shifts commute with it", async () => {
		const subject = example([4, 4]);
		const before = activeGpu().memory.buffers;
		const flow = onGpu(subject);
		const normals = subject.latent(count);
		const drawn = await flow.sample(normals);
		const image = await flow.density(drawn.fields);
		expect(gap(image.latent, normals)).toBeLessThan(5e-5);
		expect(gap(image.logDensity, drawn.logDensity)).toBeLessThan(
			50 * densityRounding(16),
		);
		const one = await flow.density(drawn.fields.slice(0, 16));
		expect(one.logDensity[0]).toBe(image.logDensity[0]);
		const mirrored = await flow.sample(normals.map((value) => -value));
		expect(mirrored.fields).toEqual(drawn.fields.map((value) => -value));
		expect(mirrored.logDensity).toEqual(drawn.logDensity);
		// One row down, with the directions exchanged.
		const moved = (values: Float32Array) =>
			values.map((_, i) => {
				const [sample, x, y] = [i >> 4, (i >> 2) & 3, i & 3];
				return values[16 * sample + 4 * y + ((x + 1) & 3)];
			});
		const shifted = await flow.sample(moved(normals));
		expect(gap(shifted.fields, moved(drawn.fields))).toBeLessThan(
			fieldRounding,
		);
		expect(gap(shifted.logDensity, drawn.logDensity)).toBeLessThan(
			densityRounding(16),
		);
		flow.dispose();
		expect(activeGpu().memory.buffers).toBe(before);
	});

	test("too coarse an integrator has no inverse, and says so", async () => {
		const subject = example([4, 4], { strength: 60, steps: 1 });
		const flow = onGpu(subject);
		const { fields } = await flow.sample(subject.latent(count));
		await expect(flow.density(fields)).rejects.toThrow(
			/1 integration steps cannot be inverted/,
		);
		flow.dispose();
	});

	test("the continuous adjoint is that of the kernel on the CPU", async () => {
		const changes: Partial<FusedCnfConfig> = { adjoint: "continuous" };
		const subject = example([4, 4], changes);
		const flow = onGpu(subject);
		const normals = subject.latent(count);
		for (const estimator of ["total", "path"] as const) {
			const result = await flow.gradient(normals, { estimator });
			const cpu = onCpu(subject, normals, { estimator });
			expect(gradientGap(subject, result.gradient, cpu.gradient)).toBeLessThan(
				5e-6,
			);
		}
		flow.dispose();
	});

	test("a field that is no number shows in the gradient", async () => {
		const subject = example([4, 4]);
		const flow = onGpu(subject);
		const normals = subject.latent(count);
		normals[3] = Number.POSITIVE_INFINITY;
		const { gradient, logDensity } = await flow.gradient(normals, {});
		expect(Number.isFinite(logDensity[0])).toBe(false);
		expect(gradient.every(Number.isFinite)).toBe(false);
		expect(Number.isFinite(logDensity[1])).toBe(true);
		flow.dispose();
	});

	test("a sampler trains and draws on it, resumes bit for bit, and knows its density", async () => {
		const action = phi4.create(createLattice([2, 3]), { m2: -4, lambda: 8 });
		const sampler = equivariantCnf.create(
			equivariantCnf.options.parse({
				...{ frequencies: 6, bonds: 4, timeModes: 1, timeBonds: 3 },
				...{ batch: 16, evaluateEvery: 2, evaluationDraws: 16, stepDraws: 4 },
				...{ steps: 4, drawError: 0.01 },
			}),
		);
		const context = { ...witness("gpu").context, backend };
		const budget = { seconds: 600, steps: 2 };
		const prepared = await sampler.prepare(action, budget, context);
		const { engine, densityError } = prepared.facts;
		expect(engine).toBe("gpu");
		expect(densityError).toBeLessThan(0.02);
		await prepared.draw(5);
		const checkpoint = await prepared.checkpoint();
		const next = await prepared.draw(5);
		prepared.dispose();
		const resumed = await sampler.prepare(action, budget, {
			...context,
			resume: checkpoint,
		});
		expect(await resumed.draw(5)).toEqual(next);
		resumed.dispose();
	});

	test("the engine draws the samples of the fused engine's stream", async () => {
		const action = phi4.create(createLattice([4, 4]), {
			m2: -4,
			lambda: 6.975,
		});
		const flow = equivariantCnfFlow(
			action,
			equivariantCnf.options.parse({ bonds: 8, frequencies: 12 }),
		);
		const random = createRandom("engine");
		const parameters = flow.initialise(random);
		const engines = [
			await gpuEngine(flow, action),
			fusedEngine(flow, action, 1),
		];
		const [ours, theirs] = await Promise.all(
			engines.map((engine) => engine.sample(parameters, random, 7, 9)),
		);
		expect(gap(ours.fields, theirs.fields)).toBeLessThan(fieldRounding);
		expect(gap(ours.logDensity, theirs.logDensity)).toBeLessThan(
			densityRounding(16),
		);
		const part = await engines[0].sample(parameters, random, 10, 2);
		expect(part.fields).toEqual(ours.fields.slice(48, 80));
		for (const engine of engines) engine.dispose();
	});
});

test.each([1, 2, 3, 6, 8, 9, 15, 16, 20, 64, 128])(
	"the line of %i is the Hartley transform",
	(extent) => {
		const { code } = hartleyLine("line", extent, (index) => `data[${index}]`);
		// The code is JavaScript but for its types.
		const script = code
			.replace(/^fn line\(.*$/m, "(data) => { const start = 0, step = 1;")
			.replaceAll(/(\d)[fu]\b/g, "$1");
		const values = Float64Array.from({ length: extent }, (_, i) =>
			Math.cos(3 * i * i + 1),
		);
		const expected = values.map((_, k) =>
			values.reduce((sum, value, j) => {
				const angle = (2 * Math.PI * j * k) / extent;
				return sum + value * (Math.cos(angle) + Math.sin(angle));
			}, 0),
		);
		const transformed = values.slice();
		(runInThisContext(script) as (data: Float64Array) => void)(transformed);
		expect(gap(transformed, expected)).toBeLessThan(1e-6 * extent);
	},
);
