/** Hamiltonian Monte Carlo in WGSL, on SwiftShader, against the CPU's kernels and exact values. */
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, test } from "vitest";
import { type Action, polynomialOf } from "../../../actions/action.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice, neighbours } from "../../../core/lattice.js";
import type { Batch, HmcEngine } from "../../../samplers/hmc/engine.js";
import {
	createGpuEngine,
	type GpuOptions,
} from "../../../samplers/hmc/gpu/engine.js";
import type { Stream } from "../../../samplers/hmc/gpu/random.wgsl.js";
import { product, type Tiling } from "../../../samplers/hmc/gpu/tile.wgsl.js";
import { hmc } from "../../../samplers/hmc/hmc.js";
import {
	type IntegratorName,
	schedule,
} from "../../../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../../../samplers/hmc/reference/autodiff.js";
import { createKernelEngine } from "../../../samplers/hmc/simd/engine.js";
import { openBackend } from "../../../tensor/backend.js";
import { activeGpu } from "../../../tensor/gpu/gpu.js";
import * as tf from "../../../tensor/tf.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.js";
import { evaluate, witness } from "../flow/support.js";
import {
	key,
	normals,
	overChains,
	phi4Action,
	phi6Action,
	prepare,
	zScore,
} from "./support.js";

/** Rounding of float32. */
const u = 2 ** -24;

function tiling(
	shape: readonly number[],
	tile: readonly number[],
	chains: number,
	pages: 1 | 2,
): Tiling {
	const grid = shape.map((extent, mu) => extent / tile[mu]);
	return { shape, tile, grid, threads: product(grid), chains, pages };
}

/** Near the wells, as float32 numbers, so that all engines start alike. */
function startOf(action: Action, chains: number): Float32Array {
	const { sites } = action.space.lattice;
	return Float32Array.from(normals("start", chains * sites), (z, i) =>
		Math.fround((Math.floor(i / sites) % 2 === 0 ? 0.5 : -0.5) + 0.2 * z),
	);
}

/** Steps such that some proposals are rejected. */
function plansOf(integrator: IntegratorName, sites: number, count: number) {
	const step = (integrator === "leapfrog" ? 0.36 : 0.5) * (sites + 4) ** -0.25;
	return Array.from({ length: count }, (_, i) => ({
		number: 40 + i,
		plan: schedule(integrator, 4 + (i % 3), step),
	}));
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
	expect(a.length).toBe(b.length);
	let most = 0;
	for (let i = 0; i < a.length; i++)
		most = Math.max(most, Math.abs(a[i] - b[i]));
	return most;
}

/** All that a run leaves, with every second configuration stored. */
async function follow(
	engine: HmcEngine,
	start: Float32Array,
	integrator: IntegratorName,
	count: number,
) {
	const sites = start.length / engine.chains;
	engine.load(start);
	const perChain = Math.floor(count / 2);
	const stored = engine.allocate(engine.chains * perChain * sites);
	const store = { every: 2, fields: stored, perChain, offset: 0 };
	const batch = await engine.run(plansOf(integrator, sites, count), store);
	return { batch, stored, fields: await engine.fields() };
}

function expectParity(
	got: { batch: Batch; stored: ArrayLike<number>; fields: ArrayLike<number> },
	expected: typeof got,
	sites: number,
) {
	// Some 50 roundings of numbers of order 1 for each trajectory, amplified from one to the next.
	const tolerance = 400 * u;
	expect(got.batch.accepted).toEqual(expected.batch.accepted);
	expect(largest(got.fields, expected.fields)).toBeLessThan(tolerance);
	expect(largest(got.stored, expected.stored)).toBeLessThan(tolerance);
	const root = Math.sqrt(sites);
	expect(largest(got.batch.totals[0], expected.batch.totals[0])).toBeLessThan(
		tolerance * root,
	);
	expect(largest(got.batch.action, expected.batch.action)).toBeLessThan(
		10 * tolerance * root,
	);
	// Proposals that are hopeless are also chaotic.
	const change = ({ batch }: typeof got) =>
		batch.energyChange.map((value) => Math.min(10, value));
	expect(largest(change(got), change(expected))).toBeLessThan(
		10 * tolerance * root,
	);
	// Both outcomes were seen, so that the comparison covers both.
	expect(got.batch.accepted.some((flag) => flag === 0)).toBe(true);
	expect(got.batch.accepted.some((flag) => flag === 1)).toBe(true);
}

describe.skipIf(!hasSoftwareGpu)("HMC on a GPU", () => {
	beforeAll(async () => {
		useSoftwareGpu();
		await openBackend("webgpu");
	});

	const cases: [
		name: string,
		shape: number[],
		integrator: IntegratorName,
		stream: Stream,
		options: GpuOptions,
	][] = [
		["chosen boxes", [6, 4], "omelyan", "float64", {}],
		[
			"large boxes, two barriers",
			[8, 8],
			"leapfrog",
			"float32",
			{ layout: tiling([8, 8], [2, 4], 3, 1) },
		],
		[
			"one thread a chain",
			[2, 6],
			"omelyan",
			"float32",
			{ layout: tiling([2, 6], [2, 6], 5, 2) },
		],
		[
			"odd extents, guarded sums",
			[3, 5],
			"leapfrog",
			"float64",
			{ guarded: true },
		],
		["one dimension", [7], "omelyan", "float32", {}],
		["a single site", [1], "leapfrog", "float64", {}],
		[
			"three dimensions",
			[2, 3, 4],
			"omelyan",
			"float64",
			{ layout: tiling([2, 3, 4], [1, 3, 2], 4, 2) },
		],
		["four dimensions", [2, 3, 1, 4], "leapfrog", "float32", {}],
		["global memory", [4, 8], "omelyan", "float64", { layout: "streamed" }],
		[
			"global memory, odd, in slabs, guarded sums",
			[3, 2, 5],
			"leapfrog",
			"float32",
			{ layout: "streamed", slabBytes: 4 * 30 * 5, guarded: true },
		],
	];
	test.each(cases)(
		"follows the CPU's kernel: %s, %j, %s, %s",
		async (_, shape, integrator, stream, options) => {
			const action = phi4Action(shape, -4, 6.975);
			const start = startOf(action, 13);
			const cpu = createKernelEngine(action, 13, stream, key, 1);
			const gpu = await createGpuEngine(
				action,
				13,
				stream,
				key,
				undefined,
				options,
			);
			const expected = await follow(cpu, start, integrator, 4);
			const got = await follow(gpu, start, integrator, 4);
			cpu.dispose();
			gpu.dispose();
			expectParity(got, expected, action.space.lattice.sites);
		},
	);

	test("more workgroups than a device takes in a row", async () => {
		const chains = 70_000;
		const action = phi4Action([2], -4, 8);
		const start = startOf(action, chains);
		const options = { layout: tiling([2], [2], 1, 2) };
		const gpu = await createGpuEngine(
			...([action, chains, "float64", key, undefined, options] as const),
		);
		const cpu = createKernelEngine(action, chains, "float64", key, 1);
		const plans = [{ number: 3, plan: schedule("leapfrog", 2, 0.1) }];
		gpu.load(start);
		cpu.load(start);
		const got = await gpu.run(plans);
		const expected = await cpu.run(plans);
		let others = 0;
		got.accepted.forEach((flag, chain) => {
			if (flag !== expected.accepted[chain]) others++;
		});
		// Delta H is off by 1e-5 at most: that decides otherwise once in 1e5 chains.
		expect(others).toBeLessThan(3);
		expect(largest(got.energyChange, expected.energyChange)).toBeLessThan(2e-5);
		gpu.dispose();
		cpu.dispose();
	});

	test("automatic differentiation makes the same moves", async () => {
		const action = phi4Action([4, 4], -4, 8);
		const start = startOf(action, 9);
		const gpu = await createGpuEngine(action, 9, "float64", key);
		const got = await follow(gpu, start, "omelyan", 6);
		gpu.dispose();
		await tf.setBackend("cpu");
		const composed = createAutodiffEngine(action, 9, key);
		const expected = await follow(composed, start, "omelyan", 6);
		await openBackend("webgpu");
		expectParity(got, expected, 16);
	});

	test("neither boxes, dispatches, mates nor slabs change a field", async () => {
		const shape = [4, 8];
		const action = phi4Action(shape, -4, 6.975);
		const start = startOf(action, 10);
		const variants: GpuOptions[] = [
			{ layout: tiling(shape, [1, 1], 2, 2) },
			{ layout: tiling(shape, [2, 4], 3, 1) },
			{ layout: "streamed" },
			{ layout: "streamed", slabBytes: 4 * 32 * 3 },
		];
		const plans = plansOf("leapfrog", 32, 8);
		let expected: Float32Array | Float64Array | null = null;
		for (const options of variants) {
			const engine = await createGpuEngine(
				...([action, 10, "float64", key, undefined, options] as const),
			);
			engine.load(start);
			await engine.run(plans);
			const fields = await engine.fields();
			expected ??= fields;
			expect(fields).toEqual(expected);
			// One by one, the first chains alone, from the fields that a checkpoint holds.
			engine.load(start);
			await engine.run(plans.slice(0, 3));
			engine.load(await engine.fields());
			for (const plan of plans.slice(3)) await engine.run([plan]);
			expect(await engine.fields()).toEqual(expected);
			engine.dispose();
		}
		const few = await createGpuEngine(action, 3, "float64", key);
		few.load(start.subarray(0, 3 * 32));
		await few.run(plans);
		expect(await few.fields()).toEqual(expected?.subarray(0, 3 * 32));
		few.dispose();
	});

	test.each([
		["double well", [16, 16], -4, 5.4, tiling([16, 16], [4, 8], 4, 1)],
		["deep wells", [4, 4], -60, 1, "auto"],
		["global memory", [32, 64], -4, 5.4, "streamed"],
	] as const)(
		"S and Delta H keep their digits: %s",
		async (_, shape, m2, lambda, layout) => {
			const action = phi4Action(shape, m2, lambda);
			const { lattice } = action.space;
			const local = polynomialOf(action);
			if (local === undefined) throw new Error("not local");
			const { sites } = lattice;
			const chains = 4;
			const centre = Math.sqrt(-m2 / (2 * lambda));
			const start = Float32Array.from(
				normals("deep", chains * sites),
				(z) => centre + 0.1 * z,
			);
			const gpu = await createGpuEngine(
				...([action, chains, "float64", key, undefined, { layout }] as const),
			);
			const cpu = createKernelEngine(action, chains, "float64", key, 1);
			const step = 0.3 * (sites * Math.max(1, -m2)) ** -0.25;
			const plans = [1, 2, 3].map((number) => ({
				number,
				plan: schedule("omelyan", 6, step),
			}));
			gpu.load(start);
			cpu.load(start);
			const got = await gpu.run(plans);
			const expected = await cpu.run(plans);
			const fields = await gpu.fields();
			const nearest = neighbours(lattice);
			const slope = new Float64Array(sites);
			for (let chain = 0; chain < chains; chain++) {
				const own = Float64Array.from(
					fields.subarray(chain * sites, (chain + 1) * sites),
				);
				const exact = evaluate(local, nearest, own, slope);
				const last = 3 * chain + 2;
				// A few roundings of terms of order 1 at every site, and the couplings' own.
				const size = own.reduce((sum, phi) => sum + phi * phi, 0);
				expect(Math.abs(got.action[last] - exact)).toBeLessThan(
					8 * u * Math.sqrt(sites) * (1 + centre) + 2 * u * size,
				);
				const total = own.reduce((sum, phi) => sum + phi, 0);
				expect(Math.abs(got.totals[0][last] - total)).toBeLessThan(
					1e-10 * sites,
				);
			}
			// The rounding of the trajectory: of forces, at every site and kick.
			const force = Math.max(1, -m2) * Math.max(1, centre);
			expect(largest(got.energyChange, expected.energyChange)).toBeLessThan(
				20 * u * force * Math.sqrt(18 * sites),
			);
			gpu.dispose();
			cpu.dispose();
		},
	);

	test("a trajectory that diverges is rejected", async () => {
		const action = phi4Action([4, 4], -4, 8);
		const start = startOf(action, 3);
		for (const layout of ["auto", "streamed"] as const) {
			const engine = await createGpuEngine(
				...([action, 3, "float64", key, undefined, { layout }] as const),
			);
			engine.load(start);
			const batch = await engine.run([
				{ number: 0, plan: schedule("leapfrog", 60, 1.5) },
				{ number: 1, plan: schedule("leapfrog", 8, 0.05) },
			]);
			expect([0, 2, 4].map((i) => batch.energyChange[i])).toEqual(
				Array(3).fill(Number.POSITIVE_INFINITY),
			);
			expect([0, 2, 4].map((i) => batch.accepted[i])).toEqual([0, 0, 0]);
			expect([1, 3, 5].every((i) => Math.abs(batch.energyChange[i]) < 1)).toBe(
				true,
			);
			engine.dispose();
		}
	});

	test("free field: exact variances, and <exp(-Delta H)> = 1", async () => {
		const m2 = 0.5;
		const action = freeField.create(createLattice([4, 4]), { m2 });
		const chains = 256;
		const layout = tiling([4, 4], [4, 4], 64, 2);
		const engine = await createGpuEngine(
			...([action, chains, "float32", key, undefined, { layout }] as const),
		);
		const random = normals("free", chains * 16);
		engine.load(random.map((z) => z / 2));
		const plans = (from: number, count: number) =>
			Array.from({ length: count }, (_, i) => ({
				number: from + i,
				plan: schedule(
					"leapfrog",
					5 + ((7 * i) % 5),
					0.2 + 0.005 * ((3 * i) % 7),
				),
			}));
		await engine.run(plans(0, 100));
		const batch = await engine.run(plans(100, 250));
		engine.dispose();
		const squares = batch.totals[0].map((total) => total ** 2);
		// M is the mode of zero momentum: <M^2> = V / (2 m2); <S> = V / 2.
		const variance = overChains(squares, chains);
		expect(Math.abs(zScore(variance, 16 / (2 * m2)))).toBeLessThan(4);
		expect(variance.error).toBeLessThan(0.01 * variance.value);
		const mean = overChains(batch.action, chains);
		expect(Math.abs(zScore(mean, 8))).toBeLessThan(4);
		const creutz = batch.energyChange.map((change) => Math.exp(-change));
		expect(Math.abs(zScore(overChains(creutz, chains), 1))).toBeLessThan(4);
		const rate = overChains(batch.accepted, chains).value;
		expect(rate).toBeGreaterThan(0.8);
		expect(rate).toBeLessThan(0.99);
	});

	test("phi^6 goes by automatic differentiation there, and says so", async () => {
		const prepared = await prepare(phi6Action([4], 1, 0, 1), {
			...{ trajectory: 1, steps: 2, chains: 2, thermalise: 1 },
		});
		prepared.dispose();
		expect(prepared.facts).toMatchObject({
			engine: "automatic differentiation, float32",
			fusedKernel: expect.stringMatching(/of GPUs needs .* degree 4 at most/),
		});
	});

	test("the sampler takes it, goes on with the same bits, and gives its memory back", async () => {
		const { memory } = activeGpu();
		const action = phi4Action([4, 4], -4, 8);
		const options = {
			...{ trajectory: 1, steps: 5, chains: 10, thermalise: 12 },
			storeEvery: 3,
		};
		const first = await prepare(action, options);
		expect(first.facts.engine).toContain("GPU");
		await first.draw(20);
		const checkpoint = await first.checkpoint();
		const expected = await first.draw(30);
		const { context } = witness("hmc", {
			resume: {
				...checkpoint,
				state: JSON.parse(JSON.stringify(checkpoint.state)),
			},
		});
		const second = await hmc
			.create(hmc.options.parse(options))
			.prepare(action, { seconds: 60 }, context);
		expect(await second.draw(30)).toEqual(expected);
		first.dispose();
		second.dispose();
		expect(activeGpu().memory).toEqual(memory);
	});
});
