/** Work of a program while nobody has asked for any is charged to its draws. */
import { expect, test, vi } from "vitest";
import { CellClock } from "../../../harness/cell/clock.js";
import { DrawTimer } from "../../../harness/cell/draw-timer.js";
import { Suspicions } from "../../../samplers/external/suspicions.js";

test("processor time between requests is charged once it is no accident, and all of it", () => {
	vi.useFakeTimers({ toFake: ["performance"] });
	try {
		let processor = 0;
		const suspicions = new Suspicions({ processorSeconds: () => processor });
		const gap = (worked: number, wall: number) => {
			suspicions.end();
			processor += worked;
			vi.advanceTimersByTime(1000 * wall);
			return suspicions.begin();
		};
		expect(suspicions.begin()).toBeUndefined();
		// The ticks of the scheduler hide this much; a garbage collector takes that much.
		expect(gap(0.02, 1)).toBeUndefined();
		expect(gap(0.05, 1)).toBeUndefined();
		expect(suspicions.remarks).toEqual([]);
		// Now the first 0.05 s are charged too.
		const charged = gap(0.4, 1);
		expect(charged?.coreSeconds).toBeCloseTo(0.45, 12);
		expect(charged?.seconds).toBeCloseTo(0.45, 12);
		// Four threads in half a second: the wall clock has no more than has passed.
		const threads = gap(2, 0.5);
		expect(threads?.coreSeconds).toBeCloseTo(2, 12);
		expect(threads?.seconds).toBeCloseTo(0.5, 12);
		expect(suspicions.remarks.join()).toContain("computed for 2.45 s");
		expect(suspicions.remarks.join()).toContain("count as drawing");
	} finally {
		vi.useRealTimers();
	}
});

test("what is charged enters the price and the rate of drawing", async () => {
	let now = 0;
	const clock = new CellClock(
		() => now,
		{},
		1,
		undefined,
		() => 2 * now,
	);
	const prepared = {
		async draw(count: number) {
			await clock.phase("draw");
			clock.charge("draw", { seconds: 3, coreSeconds: 5 });
			now += 1;
			await clock.phase("transfer");
			now += 10;
			await clock.phase("measure");
			return { count };
		},
	};
	const timer = new DrawTimer(
		prepared as never,
		{
			now: () => now,
			processor: () => 2 * now,
			machine: () => undefined,
			interrupted: () => false,
		},
		() => clock.besideDrawing,
	);
	for (let i = 0; i < 8; i++) await timer.draw(100);
	const { seconds, coreSeconds, draws } = await timer.finish(
		1,
		100,
		async () => {},
	);
	expect([draws, seconds, coreSeconds]).toEqual([800, 8 * 4, 8 * 7]);
	expect(clock.read().draw).toMatchObject({ seconds: 32, coreSeconds: 56 });
	expect(clock.read().transfer).toMatchObject({
		seconds: 80,
		coreSeconds: 160,
	});
});
