import { describe, expect, test } from "vitest";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, type Random } from "../../../core/random.js";
import type { Interval } from "../../../core/record.js";
import { DrawTimer } from "../../../harness/cell/draw-timer.js";
import { efficiency } from "../../../metrics/cell/efficiency.js";
import type { Prepared } from "../../../samplers/sampler.js";

const space = createFieldSpace({ lattice: createLattice([1]) });

interface Scene {
	/** Seconds of one draw, and of one call beside. */
	readonly each: number;
	readonly overhead?: number;
	/** Relative scatter of a call. */
	readonly noise?: number;
	readonly chains?: number;
	/** Seconds of waiting for each second of work. */
	readonly waiting?: number;
	/** Seconds of other programs for each second of work. */
	readonly others?: number;
	readonly random?: Random;
	/** Draws that there are. */
	readonly stock?: number;
}

/** A sampler whose time is made up: nothing here depends on the machine. */
function stage(scene: Scene) {
	const { each, overhead = 0, noise = 0, chains = 1, random } = scene;
	const calls: number[] = [];
	let [time, core, sold, stopped] = [0, 0, 0, false];
	const prepared: Prepared = {
		history: [],
		facts: {},
		async draw(asked) {
			const count = Math.ceil(asked / chains) * chains;
			if (sold + count > (scene.stock ?? Number.POSITIVE_INFINITY))
				throw new Error("no more draws");
			sold += count;
			calls.push(count);
			const luck = Math.exp(noise * (random?.normal() ?? 0));
			const seconds = (overhead + each * count) * luck;
			core += seconds;
			time += seconds * (1 + (scene.waiting ?? 0));
			return {
				space,
				count,
				fields: new Float64Array(count),
				action: new Float64Array(count),
				structure: { kind: "chains", chains, accepted: null },
			};
		},
		checkpoint: () => Promise.reject(new Error("not asked for")),
		dispose: () => {},
	};
	const timer = new DrawTimer(prepared, {
		now: () => time,
		processor: () => core,
		machine: () =>
			scene.waiting === undefined
				? undefined
				: {
						waited: core * scene.waiting,
						busy: core * (1 + (scene.others ?? 0)),
						stolen: 0,
						throttled: 0,
					},
		interrupted: () => stopped,
	});
	return {
		calls,
		timer,
		stop: () => {
			stopped = true;
		},
	};
}

const breathe = async (): Promise<void> => {};

describe("drawing is timed", () => {
	test("by the draws asked for, where they last long enough", async () => {
		const { timer, calls } = stage({ each: 0.001 });
		for (let i = 0; i < 40; i++) await timer.draw(100);
		await timer.draw(50);
		const timing = await timer.finish(1, 1024, breathe);
		expect(calls.length).toBe(41);
		expect(timing.blocks).toBe(20);
		expect(timing.draws).toBe(4000);
		expect(timing.seconds).toBeCloseTo(4, 9);
		expect(timing.error).toBeCloseTo(0, 9);
	});

	test.each([
		[10, 1],
		[30, 1],
		[1000, 16],
	])(
		"by more of them, where %d draws are over at once",
		async (asked, chains) => {
			const each = 1e-5;
			const { timer } = stage({ each, overhead: 1e-4, chains });
			await timer.draw(asked);
			const timing = await timer.finish(1, 1024, breathe);
			expect(timing.blocks).toBe(8);
			expect(timing.seconds).toBeGreaterThanOrEqual(1);
			// At full size, whatever was asked for.
			expect(timing.seconds / timing.draws).toBeCloseTo(each + 1e-4 / 1024, 12);
		},
	);

	test("slow draws are not repeated at full size", async () => {
		const { timer, calls } = stage({ each: 10 });
		for (let i = 0; i < 8; i++) await timer.draw(1);
		const timing = await timer.finish(1, 1024, breathe);
		expect(calls.length).toBe(8);
		expect(timing).toMatchObject({ blocks: 8, draws: 8, seconds: 80 });
	});

	test("for no longer than the user waits", async () => {
		const { timer, calls, stop } = stage({ each: 1e-3 });
		for (let i = 0; i < 3; i++) await timer.draw(10);
		stop();
		const timing = await timer.finish(1, 1024, breathe);
		expect(calls.length).toBe(3);
		expect(timing.blocks).toBe(3);
	});

	test("by what there is, where the sampler has no more", async () => {
		const { timer } = stage({ each: 1e-3, stock: 100 });
		for (let i = 0; i < 8; i++) await timer.draw(12);
		const timing = await timer.finish(1, 1024, breathe);
		expect(timing).toMatchObject({ blocks: 8, draws: 96 });
	});

	test("and waiting for a processor is told apart from work", async () => {
		const { timer } = stage({ each: 0.01, waiting: 0.5, others: 0.1 });
		for (let i = 0; i < 8; i++) await timer.draw(100);
		const timing = await timer.finish(1, 1024, breathe);
		expect(timing.waiting).toBeCloseTo(1 / 3, 9);
		// No more than the others ran.
		expect(timing.disturbed).toBeCloseTo(0.1 / 1.5, 9);
		expect(timing.seconds / timing.coreSeconds).toBeCloseTo(1.5, 9);
	});
});

test("two equal samplers are told apart in one case of twenty, however they were asked", async () => {
	const random = createRandom("two equal samplers");
	const pairs = 400;
	const rate = async (draws: number): Promise<Interval> => {
		const { timer } = stage({ each: 1e-4, noise: 0.3, random });
		for (let left = draws; left > 0; left -= Math.ceil(draws / 8))
			await timer.draw(Math.min(left, Math.ceil(draws / 8)));
		const timing = await timer.finish(1, 1024, breathe);
		const observable = { status: "ok", ess: 1000, essError: 0 } as const;
		const work = { actionEvaluations: 0, gradientEvaluations: 0 };
		const draw = {
			seconds: 1,
			deviceSeconds: 1,
			coreSeconds: 1,
			...work,
			timing,
		};
		const found = efficiency(
			{ observables: { m: observable }, slowest: "m", draws: 1000 },
			{ draw },
		).essPerDeviceSecond;
		if (found === undefined) throw new Error("no rate");
		return found;
	};
	let apart = 0;
	for (let i = 0; i < pairs; i++) {
		const [a, b] = [await rate(100), await rate(100_000)];
		const error = Math.hypot(
			Math.log(a.value / a.low),
			Math.log(b.value / b.low),
		);
		if (Math.abs(Math.log(a.value / b.value)) > 1.959964 * error) apart++;
	}
	const expected = 0.05 * pairs;
	// Student's quantiles of two samples make the test a little shy.
	expect(apart).toBeLessThan(expected + 3 * Math.sqrt(0.95 * expected));
	expect(apart).toBeGreaterThan(0.25 * expected);
});
