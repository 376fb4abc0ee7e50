/** Rows that are sorted, left out, averaged, or missing. */
import { describe, expect, test } from "vitest";
import { analyze } from "../../../harness/analyze/analyze.js";
import { contextOf } from "../../../harness/analyze/estimate/context.js";
import { binRows } from "../../../harness/analyze/rows/bin.js";
import {
	gridOf,
	orderRows,
} from "../../../harness/analyze/rows/configurations.js";
import {
	skipRows,
	skipTransients,
} from "../../../harness/analyze/rows/skip.js";
import { autoregressive } from "../../core/statistics/support.js";
import { chainsOf, tableOf } from "./support.js";

const numbered = (numbers: readonly number[], x: readonly number[]) =>
	tableOf(
		{ x: [Float64Array.from(x)] },
		{
			configurations: { name: "cfg", numbers: [Float64Array.from(numbers)] },
		},
	);

describe("numbers of configurations", () => {
	test("rows are sorted, and this is said", () => {
		const { columns, notes } = orderRows(numbered([30, 10, 20], [3, 1, 2]));
		expect(columns.get("x")).toEqual([Float64Array.of(1, 2, 3)]);
		expect(notes.join()).toMatch(/sorted by 'cfg'/);
	});
	test("a row that comes twice counts once", () => {
		const { columns, notes } = orderRows(
			numbered([10, 20, 20, 30], [1, 2, 2, 3]),
		);
		expect(columns.get("x")).toEqual([Float64Array.of(1, 2, 3)]);
		expect(notes.join()).toMatch(/1 of 4 measurements left out/);
	});
	test("two rows that differ are a question, with two answers", () => {
		const table = numbered([10, 20, 20, 30], [1, 2, 5, 3]);
		expect(() => orderRows(table)).toThrow(
			/'cfg' is 20 in measurements 2 and 3, where 'x' differs; .*--duplicates first/,
		);
		const of = (which: "first" | "last") =>
			orderRows(table, which).columns.get("x")?.[0];
		expect(of("first")).toEqual(Float64Array.of(1, 2, 3));
		expect(of("last")).toEqual(Float64Array.of(1, 5, 3));
	});
	test("step and gaps", () => {
		const grid = gridOf([Float64Array.of(100, 110, 140), Float64Array.of(7)]);
		expect(grid).toMatchObject({ step: 10, missing: 2, lengths: [5, 1] });
		expect(gridOf([Float64Array.of(1, 100, 201, 300, 400)])).toBeUndefined();
		expect(gridOf([Float64Array.of(5)])).toBeUndefined();
	});
	test("tauInt is in trajectories, with gaps and without", () => {
		const a = 0.8; // tauInt 4.5 in steps
		const series = autoregressive("numbered", a, 20_000);
		const whole = numbered(
			Array.from(series, (_, i) => 10 * i),
			[...series],
		);
		// The third quarter is lost, and every seventh configuration.
		const kept = Array.from(series.keys()).filter(
			(i) => i % 7 !== 0 && !(i >= 10_000 && i < 15_000),
		);
		const gaps = numbered(
			kept.map((i) => 10 * i),
			kept.map((i) => series[i]),
		);
		const full = analyze(whole).observables.x;
		const holed = analyze(gaps).observables.x;
		for (const { tauIntTrajectories = 0, tauIntTrajectoriesError = 0 } of [
			full,
			holed,
		]) {
			expect(Math.abs(tauIntTrajectories - 45)).toBeLessThan(
				4 * tauIntTrajectoriesError,
			);
		}
		expect(full.tauInt).toBeCloseTo((full.tauIntTrajectories ?? 0) / 10, 10);
		// 1/2 + (6/7) (tau - 1/2) of the measurements that are there.
		expect(Math.abs((holed.tauInt ?? 0) - (0.5 + (6 / 7) * 4))).toBeLessThan(
			4 * (holed.tauIntError ?? 0),
		);
		expect(holed.ess).toBeCloseTo(kept.length / (2 * (holed.tauInt ?? 0)), 6);
		expect(contextOf(gaps).notes.join()).toMatch(
			/one every 10, 7142 missing among 19998/,
		);
	});
});

describe("--skip", () => {
	test("a number, of every chain", () => {
		const table = chainsOf(Float64Array.of(1, 2, 3), Float64Array.of(4, 5));
		const rest = skipRows(table, 1);
		expect(rest.columns.get("x")).toEqual([
			Float64Array.of(2, 3),
			Float64Array.of(5),
		]);
		expect(() => skipRows(table, 2)).toThrow(/leaves nothing of chain 2/);
	});
	test("auto: each chain on its own, and it is said how much", () => {
		const cold = autoregressive("cold", 0.8, 5000).map(
			(x, i) => x + 10 * Math.exp(-i / 50),
		);
		const warm = autoregressive("warm", 0.8, 5000);
		const table = chainsOf(cold, warm);
		const seen = analyze(table).remarks.join("\n");
		expect(seen).toMatch(/the first \d+ measurements of chain 1 do not look/);
		expect(seen).not.toMatch(/chain 2/);
		const rest = skipTransients(table);
		const [first, second] = rest.columns.get("x") ?? [];
		expect(second.length).toBe(5000);
		const cut = 5000 - first.length;
		expect(rest.notes).toContain(
			`the first ${cut} measurements of chain 1 are left out: not thermalised, as 'x' shows`,
		);
		const { mean, error, replicaQ = 0 } = analyze(rest).observables.x;
		expect(Math.abs(mean ?? 1)).toBeLessThan(4 * (error ?? 0));
		expect(replicaQ).toBeGreaterThan(1e-3);
	});
	test("auto, where no cut helps: inconclusive", () => {
		const late = autoregressive("late", 0.5, 4000).map((x, i) =>
			i < 3000 ? x : x + 1,
		);
		expect(() => skipTransients(chainsOf(late))).toThrow(
			expect.objectContaining({ status: 3 }),
		);
	});
});

describe("--bin", () => {
	test("means of consecutive rows; the incomplete bin is left out", () => {
		const table = binRows(numbered([10, 20, 30, 40, 50], [1, 3, 5, 7, 9]), 2);
		expect(table.columns.get("x")).toEqual([Float64Array.of(2, 6)]);
		expect(table.configurations?.numbers).toEqual([Float64Array.of(10, 30)]);
		expect(table.notes.join()).toMatch(/mean of 2; 1 at the ends/);
	});
	test("not over gaps, and not of weighted rows", () => {
		expect(() => binRows(numbered([10, 20, 40, 50], [1, 2, 3, 4]), 2)).toThrow(
			/configurations are missing/,
		);
		const weighted = tableOf(
			{ x: [Float64Array.of(1, 2)] },
			{ logWeights: [Float64Array.of(0, 0)] },
		);
		expect(() => binRows(weighted, 2)).toThrow(/these have weights/);
	});
	test("the error stays that of the mean", () => {
		const table = chainsOf(autoregressive("binned", 0.9, 40_000));
		const plain = analyze(table).observables.x;
		const binned = analyze(binRows(table, 20)).observables.x;
		const difference = Math.abs((plain.error ?? 0) - (binned.error ?? 0));
		expect(difference).toBeLessThan(3 * (plain.errorError ?? 0));
	});
});
