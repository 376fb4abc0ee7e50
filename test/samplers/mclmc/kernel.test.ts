/** The kernel of microcanonical trajectories against the loops on the host, for the same random numbers. */
import { describe, expect, test } from "vitest";
import type { Polynomial } from "../../../actions/action.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { loadKernel } from "../../../core/kernels/load.js";
import { createLattice, neighbours } from "../../../core/lattice.js";
import type { HmcEngine } from "../../../samplers/hmc/engine.js";
import {
	equalKicks,
	type Schedule,
	schedule,
	stageOf,
} from "../../../samplers/hmc/integrator.js";
import { createHostEngine } from "../../../samplers/hmc/reference/host.js";
import {
	type Precision,
	prepareKernel,
} from "../../../samplers/hmc/simd/memory.js";
import { setPlan } from "../../../samplers/hmc/simd/plan.js";
import { isokinetic } from "../../../samplers/mclmc/dynamics.js";
import { createIsokineticEngine } from "../../../samplers/mclmc/simd/engine.js";
import { evaluate } from "../flow/support.js";
import {
	key,
	lanesOf,
	normals,
	openBlock,
	settingsOf,
} from "../hmc/support.js";

const quartic = { kinetic: 0.8, potential: [0.2, 0, -1.1, 0, 0.6] };
const sextic = { kinetic: -0.3, potential: [0.2, 0, 0.4, 0, -0.3, 0, 0.06] };

/** Slabs of one row and of several, strips of one slab and of several, and none. */
const shapes = [
	[2],
	[7],
	[1, 5],
	[2, 2],
	[6, 4],
	[3, 150],
	[150, 3],
	[2, 3, 5],
	[9, 8, 10],
	[2, 3, 2, 2, 3],
];

const actionOn = (shape: readonly number[], local: Polynomial) =>
	scalarAction("any", createLattice(shape), {}, local);

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
	Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

const chains = 3;

async function follow(
	engine: HmcEngine,
	start: Float64Array,
	plans: readonly Schedule[],
) {
	engine.load(start);
	const batch = await engine.run(
		plans.map((plan, number) => ({ number, plan })),
	);
	const fields = await engine.fields();
	engine.dispose();
	return { ...batch, fields };
}

describe.each(shapes.map((shape) => [shape]))("float64 on %j", (shape) => {
	const start = normals("start", chains * shape.reduce((v, l) => v * l));

	test.each([
		{ degree: 4, local: quartic, adjusted: true },
		{ degree: 6, local: sextic, adjusted: true },
		{ degree: 4, local: quartic, adjusted: false },
	])(
		"degree $degree, adjusted $adjusted: the host's trajectories, to rounding",
		async ({ local, adjusted }) => {
			const action = actionOn(shape, local);
			const settings = { chains, key, adjusted };
			const step = 0.4 * action.space.size ** -0.25;
			const plans = [
				schedule("omelyan", 4, step),
				schedule("leapfrog", 5, step),
			];
			const kernel = await follow(
				createIsokineticEngine(action, settings, "float64", 1),
				start,
				plans,
			);
			const host = await follow(
				createHostEngine(action, isokinetic(action.space.size), {
					name: "host",
					...settings,
				}),
				start,
				plans,
			);
			expect(kernel.accepted).toEqual(host.accepted);
			expect(largest(kernel.energyChange, host.energyChange)).toBeLessThan(
				1e-12 * action.space.size + 1e-12,
			);
			expect(largest(kernel.action, host.action)).toBeLessThan(
				1e-13 * action.space.size + 1e-13,
			);
			expect(largest(kernel.fields, host.fields)).toBeLessThan(1e-12);
			// Trajectories that conserve the energy to rounding would compare nothing.
			expect(
				Math.max(...host.energyChange.map((change) => Math.abs(change))),
			).toBeGreaterThan(1e-3);
			if (!adjusted) expect(kernel.accepted).not.toContain(0);
		},
	);
});

/** One block of chains on the bare kernel. */
function open(
	shape: readonly number[],
	local: Polynomial,
	precision: Precision,
) {
	const { exports: kernel, heap } = loadKernel(
		`samplers/mclmc/simd/${precision}`,
	);
	const memory = prepareKernel(
		kernel,
		heap,
		settingsOf(shape, local, precision),
	);
	return {
		kernel,
		results: memory.results,
		...lanesOf(kernel, memory, local),
		integrate(plan: Schedule) {
			setPlan(kernel, plan);
			kernel.integrate();
		},
	};
}

/** One configuration along a trajectory in place, from a direction. Returns the change of the kinetic energy. */
function reference(
	shape: readonly number[],
	local: Polynomial,
	plan: Schedule,
	fields: Float64Array,
	velocity: Float64Array,
): number {
	const nearest = neighbours(createLattice(shape));
	const slopes = new Float64Array(fields.length);
	const { refresh, drift, kick } = isokinetic(fields.length);
	refresh(velocity);
	drift(fields, velocity, plan.drift0);
	let work = 0;
	for (let index = 0; index < plan.kicks; index++) {
		const stage = stageOf(plan, index);
		evaluate(local, nearest, fields, slopes);
		work += kick(velocity, slopes, stage.kick);
		drift(fields, velocity, stage.drift);
	}
	return work;
}

describe.each([
	["float64", 2 ** -53],
	["float32", 2 ** -24],
] as const)("a block in %s", (precision, roundoff) => {
	const shape = [6, 70];
	const sites = 420;
	const plan = schedule("omelyan", 6, 0.1);

	test("fields and velocities of every lane, to rounding", () => {
		const block = open(shape, quartic, precision);
		for (let lane = 0; lane < block.lanes; lane++) {
			block.setFields(lane, normals(`fields ${lane}`, sites));
			block.setMomenta(lane, normals(`momenta ${lane}`, sites), 1);
		}
		block.integrate(plan);
		for (let lane = 0; lane < block.lanes; lane++) {
			const fields = normals(`fields ${lane}`, sites);
			const velocity = normals(`momenta ${lane}`, sites);
			reference(shape, quartic, plan, fields, velocity);
			expect(largest(block.fields(lane), fields)).toBeLessThan(300 * roundoff);
			expect(largest(block.momenta(lane, 1), velocity)).toBeLessThan(
				100 * roundoff,
			);
		}
	});

	test("the change of the energy, to rounding", () => {
		const block = open(shape, quartic, precision);
		const drawn = openBlock(shape, quartic, precision);
		drawn.kernel.refresh(5, 8);
		for (let lane = 0; lane < block.lanes; lane++)
			block.setFields(lane, normals(`fields ${lane}`, sites));
		block.kernel.start();
		setPlan(block.kernel, plan);
		block.kernel.advance(5, 8);
		const nearest = neighbours(createLattice(shape));
		for (let lane = 0; lane < block.lanes; lane++) {
			const fields = normals(`fields ${lane}`, sites);
			const slopes = new Float64Array(sites);
			const before = evaluate(quartic, nearest, fields, slopes);
			const work = reference(
				shape,
				quartic,
				plan,
				fields,
				drawn.momenta(lane, 1),
			);
			const change = evaluate(quartic, nearest, fields, slopes) - before + work;
			const found = block.results[2 * block.lanes + lane];
			// The sums of the reference have roundings of their own.
			const tolerance = 50 * sites * roundoff + 2e-14 * before;
			expect(Math.abs(found - change)).toBeLessThan(tolerance);
			expect(Math.abs(change)).toBeGreaterThan(0.01);
		}
	});

	test("a long trajectory keeps the speed and turns back", () => {
		const block = open([4, 4], quartic, precision);
		const long = schedule("leapfrog", 300, 0.01);
		const start = normals("fields", 16);
		const there = (momenta: Float64Array) => {
			for (let lane = 0; lane < block.lanes; lane++)
				block.setMomenta(lane, momenta, 1);
			block.integrate(long);
			return block.momenta(1, 1);
		};
		for (let lane = 0; lane < block.lanes; lane++) block.setFields(lane, start);
		const u = there(normals("momenta", 16));
		const square = u.reduce((sum, value) => sum + value * value, 0);
		expect(Math.abs(square - 1)).toBeLessThan(100 * roundoff);
		expect(largest(block.fields(1), start)).toBeGreaterThan(0.1);
		there(u.map((value) => -value));
		expect(largest(block.fields(1), start)).toBeLessThan(1e4 * roundoff);
	});

	test("without a force nothing turns", () => {
		const block = open([4, 4], quartic, precision);
		const momenta = normals("momenta", 16);
		for (let lane = 0; lane < block.lanes; lane++) {
			block.setFields(lane, new Float64Array(16));
			block.setMomenta(lane, momenta, 1);
		}
		block.integrate(equalKicks(1, 0.5, 0, 0, 0));
		const length = Math.hypot(...momenta);
		const u = momenta.map((value) => value / length);
		expect(largest(block.momenta(1, 1), u)).toBeLessThan(2 * roundoff);
	});
});

test("a force whose exponentials overflow turns the velocity along it", async () => {
	const action = actionOn([3, 3], quartic);
	const start = normals("far", 9).map((value) => 300 * value);
	const settings = { chains: 1, key, adjusted: false };
	const plans = [schedule("leapfrog", 1, 1e-2)];
	const kernel = await follow(
		createIsokineticEngine(action, settings, "float64", 1),
		start,
		plans,
	);
	const host = await follow(
		createHostEngine(action, isokinetic(9), { name: "host", ...settings }),
		start,
		plans,
	);
	expect(host.energyChange[0]).not.toBe(Number.POSITIVE_INFINITY);
	expect(
		Math.abs(kernel.energyChange[0] / host.energyChange[0] - 1),
	).toBeLessThan(1e-12);
	expect(largest(kernel.fields, host.fields)).toBeLessThan(1e-10);
});

test("the product over thousands of kicks does not vanish", async () => {
	const action = actionOn([2, 2], quartic);
	const { energyChange } = await follow(
		createIsokineticEngine(action, { chains, key }, "float64", 1),
		normals("start", chains * 4),
		[schedule("leapfrog", 20_000, 0.02)],
	);
	for (const change of energyChange) expect(Math.abs(change)).toBeLessThan(0.2);
});

test("neither threads, nor the split of a run, nor other chains change the bits", async () => {
	const action = actionOn([4, 6], quartic);
	const start = normals("start", 10 * 24);
	const plan = schedule("omelyan", 5, 0.2);
	const run = async (threads: number, parts: readonly number[], count = 10) => {
		const engine = createIsokineticEngine(
			action,
			{ chains: count, key },
			"float32",
			threads,
		);
		engine.load(start.subarray(0, count * 24));
		let number = 0;
		for (const part of parts)
			await engine.run(
				Array.from({ length: part }, () => ({ number: number++, plan })),
			);
		const fields = await engine.fields();
		engine.dispose();
		return fields;
	};
	const alone = await run(1, [6]);
	expect(largest(alone, start)).toBeGreaterThan(0.1);
	expect(await run(3, [6])).toEqual(alone);
	expect(await run(2, [1, 3, 2])).toEqual(alone);
	expect(await run(1, [6], 7)).toEqual(alone.subarray(0, 7 * 24));
});
