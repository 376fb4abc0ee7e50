import { describe, expect, test } from "vitest";
import {
	disturbance,
	type MachineTime,
} from "../../../harness/cell/machine-time.js";
import {
	processorTimes,
	readMachine,
	throttledOf,
} from "../../../harness/cell/read-machine.js";

const start: MachineTime = {
	waited: 100,
	busy: 1000,
	stolen: 10,
	throttled: 3,
};

/** Ten seconds of wall time on two cores, in which the process ran for `ran` seconds. */
const taken = (ran: number, passed: Partial<MachineTime>) =>
	disturbance(
		start,
		{
			waited: start.waited + (passed.waited ?? 0),
			busy: start.busy + (passed.busy ?? ran),
			stolen: start.stolen + (passed.stolen ?? 0),
			throttled: start.throttled + (passed.throttled ?? 0),
		},
		ran,
	)?.disturbed;

describe("what other programs took", () => {
	test("is nothing on an idle machine, however much the own threads wait for each other", () => {
		expect(taken(20, { waited: 8 })).toBe(0);
		// Hundredths of a second are counted on both sides, and the system itself does a little.
		expect(taken(19, { waited: 8, busy: 19.5 })).toBeLessThan(0.02);
	});

	test("is nothing where others run beside, and nobody waits", () => {
		expect(taken(10, { busy: 50 })).toBe(0);
	});

	test("is the waiting, where they run on the same cores", () => {
		// Two busy loops beside two threads: each has half of the time.
		expect(taken(10, { waited: 10, busy: 20 })).toBeCloseTo(0.5, 12);
		// One busy loop.
		expect(taken(13.3, { waited: 6.7, busy: 20 })).toBeCloseTo(0.335, 2);
	});

	test("is what the hypervisor took from us", () => {
		expect(taken(15, { busy: 15, stolen: 5 })).toBeCloseTo(0.25, 12);
		expect(taken(5, { busy: 15, stolen: 5 })).toBeCloseTo(1 / 4, 12);
		expect(taken(5, { busy: 15, stolen: 3 })).toBeCloseTo(1 / 6, 12);
	});

	test("is not the quota of a container, on a host that others use", () => {
		expect(taken(10, { waited: 10, busy: 300, throttled: 10 })).toBe(0);
		expect(taken(10, { waited: 20, busy: 300, throttled: 10 })).toBe(0.5);
	});

	test("is unknown where the system does not count", () => {
		expect(disturbance(undefined, start, 1)).toBeUndefined();
		expect(disturbance(start, start, 1)).toBeUndefined();
		// Threads that have ended take their waiting with them.
		expect(taken(10, { waited: -5, busy: 20 })).toBe(0);
	});
});

const stat = `cpu  300 30 60 900 9 3 6 12 40 0
cpu0 100 10 20 300 3 1 2 4 20 0
cpu1 100 10 20 300 3 1 2 4 20 0
cpu10 100 10 20 300 3 1 2 4 0 0
intr 1 2 3
`;

test("the system's times are those of the processors that may be used", () => {
	const one = { busy: 1.33, stolen: 0.04 };
	expect(processorTimes(stat, "0")).toEqual(one);
	expect(processorTimes(stat, "1-2,10-12")).toEqual({
		busy: 2 * one.busy,
		stolen: 2 * one.stolen,
	});
	expect(processorTimes(stat, undefined)?.busy).toBeCloseTo(3 * one.busy, 12);
	expect(processorTimes("", undefined)).toBeUndefined();
	expect(
		throttledOf("usage_usec 5\nnr_throttled 1\nthrottled_usec 1500000\n"),
	).toBe(1.5);
	expect(throttledOf("nr_periods 0\nthrottled_time 2000000000\n")).toBe(2);
	expect(throttledOf("usage_usec 5\n")).toBeUndefined();
});

test.runIf(process.platform === "linux")("on Linux the readings grow", () => {
	const before = readMachine();
	const { user, system } = process.cpuUsage();
	let now = process.cpuUsage();
	while (now.user + now.system < user + system + 200_000)
		now = process.cpuUsage();
	const after = readMachine();
	if (before === undefined || after === undefined) return;
	expect(after.busy - before.busy).toBeGreaterThan(0.1);
	expect(after.waited).toBeGreaterThanOrEqual(before.waited);
	const found = disturbance(before, after, 0.2);
	expect(found?.disturbed).toBeGreaterThanOrEqual(0);
	expect(found?.disturbed).toBeLessThanOrEqual(1);
});
