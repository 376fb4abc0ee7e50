import { describe, expect, test } from "vitest";
import { busyReason } from "../../core/drawing-time.js";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { trustOf } from "../../reports/model/trust.js";
import { headline } from "../../reports/model/verdict.js";
import { terminalSummary } from "../../reports/terminal.js";
import { plainText } from "../../reports/text/sentence.js";
import { syntheticRecords } from "./synthetic.js";

/** Records that know their processor time: on `core` seconds, `slow` by the wall only. */
function timed(
	disturbed: number | undefined,
	load = 0.5,
	slow = "realnvp",
): BenchRecord[] {
	return syntheticRecords({ seeds: [1] }).map((record) => {
		const { cost, environment } = record;
		if (cost?.draw === undefined || environment === undefined)
			throw new Error("a record with its cost");
		const timing = {
			draws: record.draws,
			seconds: cost.draw.seconds,
			coreSeconds: cost.draw.seconds,
			blocks: 8,
			error: 0.01,
			coreError: 0.01,
			...(disturbed === undefined ? {} : { waiting: 0.5, disturbed }),
		};
		const efficiency = Object.fromEntries(
			Object.entries(record.efficiency ?? {}).map(([name, rates]) => {
				const core = rates.essPerDeviceSecond;
				if (core === undefined) throw new Error("a rate");
				const held = record.sampler.name === slow ? 10 : 1;
				return [
					name,
					{
						...rates,
						essPerCoreSecond: core,
						essPerDeviceSecond: {
							value: core.value / held,
							low: core.low / held,
							high: (core.high ?? core.value) / held,
						},
					},
				];
			}),
		);
		return {
			...record,
			efficiency,
			cost: { ...cost, draw: { ...cost.draw, timing } },
			environment: { ...environment, facts: { loadAverage: load } },
		};
	});
}

const comparisonOf = (records: readonly BenchRecord[]) =>
	acrossCells(records, createRandom(1));

describe("a machine that is busy with something else", () => {
	test("is told by what other programs took, else by the load", () => {
		const cores = timed(0)[0].environment?.cores ?? 0;
		expect(busyReason(timed(0.1, 10 * cores)[0])).toBeUndefined();
		expect(busyReason(timed(0.35)[0])).toMatch(
			/other programs took 35 % of its time/,
		);
		expect(busyReason(timed(undefined, 0.9 * cores)[0])).toBeUndefined();
		expect(busyReason(timed(undefined, 2 * cores)[0])).toMatch(/load was/);
		expect(busyReason(syntheticRecords()[0])).toBeUndefined();
		// Of records that do not tell apart who was waited for.
		const older = (waiting: number, load: number) => {
			const [record] = timed(0, load);
			const timing = record.cost?.draw?.timing;
			if (timing === undefined) throw new Error("a timed record");
			delete timing.disturbed;
			timing.waiting = waiting;
			return busyReason(record);
		};
		expect(older(0.1, 10 * cores)).toBeUndefined();
		expect(older(0.3, 0.9 * cores)).toBeUndefined();
		expect(older(0.3, 2 * cores)).toMatch(/load was/);
	});

	test("has processor seconds ranked, and the verdict says so", async () => {
		const quiet = arrange(timed(0.05));
		const records = timed(0.4);
		const comparison = comparisonOf(records);
		const model = arrange(records, { comparison });
		const [section] = model.sections;
		expect(quiet.sections[0].machine.unit).toBe("device-second");
		expect(section.machine.unit).toBe("core-second");
		const rateOf = (of: typeof section) =>
			of.rows.find(({ label }) => label.startsWith("realnvp"))?.rate?.value;
		expect(rateOf(section)).toBeCloseTo(
			10 * (rateOf(quiet.sections[0]) ?? 0),
			6,
		);
		const words = plainText(headline(model));
		expect(words).toContain("per core-second");
		expect(words).toContain(
			"The machine was busy, so processor time is compared.",
		);
		expect(plainText(headline(quiet))).not.toContain("was busy");
		expect(trustOf(model).level).toBe("caution");
		expect(trustOf(model).sentence).toContain("machine was busy");
		const row = section.rows.find(({ label }) => label.startsWith("realnvp"));
		// Prices are on the same clock.
		expect(row?.price?.rate.median).toBeCloseTo(rateOf(section) ?? 0, 6);
		const html = await renderHtml(records, { comparison });
		expect(html).toContain("ESS per core-second");
		// The headline is short; the doubts say of each cell why.
		expect(html).toMatch(/Busy machine: .*took 40 % of its time/);
		expect(html).toContain("Busy machine: ");
		expect(terminalSummary(records, { columns: 120, color: false })).toMatch(
			/so\s+processor\s+time\s+is\s+compared/,
		);
	});

	test("keeps its wall seconds where some record knows no other, with a warning", () => {
		const [first, ...others] = timed(0.4);
		const cost = { ...first.cost, draw: undefined };
		const { coreSeconds: _, ...draw } = first.cost?.draw ?? {};
		const old = { ...first, cost: { ...cost, draw } } as BenchRecord;
		const model = arrange([old, ...others]);
		expect(model.sections[0].machine.unit).toBe("device-second");
		expect(plainText(headline(model))).toContain("wall seconds mean little");
	});
});

describe("a ranking with nothing checked is no ranking", () => {
	const open = (records: readonly BenchRecord[]): BenchRecord[] =>
		records.map((record) => ({
			...record,
			checks: Object.fromEntries(
				Object.entries(record.checks ?? {}).map(([name, check]) => [
					name,
					{ ...check, verdict: "inconclusive" },
				]),
			),
		}));

	test("undecided checks rank nobody", () => {
		const model = arrange(open(syntheticRecords()));
		expect(model.sections[0].rows.every(({ rank }) => rank === undefined)).toBe(
			true,
		);
		expect(model.sections[0].rows[0].reason).toMatch(
			/^none of its \d+ checks could decide/,
		);
		expect(plainText(headline(model))).toContain("Nobody can be ranked");
	});

	test("no checks rank nobody, and agreement with another sampler is a check", () => {
		const records = syntheticRecords().map(({ checks: _, ...rest }) => rest);
		const alone = arrange(records).sections[0].rows;
		expect(alone[0].reason).toMatch(/^nothing was checked/);
		const comparison = comparisonOf(records);
		const agreeing = new Set(
			comparison.targets[0].pairs
				.filter(({ verdict }) => verdict === "pass")
				.flatMap(({ left, right }) => [left, right]),
		);
		expect(agreeing.size).toBeGreaterThan(0);
		const together = arrange(records, { comparison }).sections[0].rows;
		expect(together.filter(({ rank }) => rank !== undefined)).toHaveLength(
			agreeing.size,
		);
	});
});
