import { describe, expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";
import { arrange } from "../../reports/model/arrange.js";
import { combine, toInterval } from "../../reports/model/combine.js";
import { spreadUnknown } from "../../reports/model/completeness.js";
import { disputeSentence } from "../../reports/model/disputes.js";
import { breakEvenOf } from "../../reports/model/prices.js";
import { trustOf } from "../../reports/model/trust.js";
import { headline } from "../../reports/model/verdict.js";
import { terminalSummary } from "../../reports/terminal.js";
import { plainText } from "../../reports/text/sentence.js";
import { syntheticRecords } from "./synthetic.js";

describe("ranking", () => {
	test("best first, failed last and without rank", () => {
		const { sections } = arrange(syntheticRecords({ failing: "hmc" }));
		const [section] = sections;
		const rates = section.rows
			.filter((row) => row.state === "ranked")
			.map((row) => row.rate?.value ?? 0);
		expect(rates).toEqual([...rates].sort((a, b) => b - a));
		expect(section.rows.at(-1)?.label).toBe("hmc");
		expect(section.rows.at(-1)?.rank).toBeUndefined();
		expect(trustOf(arrange(syntheticRecords({ failing: "hmc" }))).level).toBe(
			"broken",
		);
	});

	test("a sampler that is alone has no rank, whatever its estimators", () => {
		for (const label of ["hmc", "realnvp"]) {
			const model = arrange(
				syntheticRecords().filter(({ sampler }) => sampler.label === label),
			);
			const { rows } = model.sections[0];
			expect(rows.length).toBe(label === "hmc" ? 1 : 2);
			for (const row of rows) {
				expect(row.state).toBe("ranked");
				expect(row.rank).toBeUndefined();
				expect(row.rate).toBeDefined();
			}
			expect(plainText(headline(model))).toMatch(
				new RegExp(`^${label} is alone on .*: there is nothing to rank it`),
			);
		}
	});

	test("a row with a seed that gave no efficiency is unresolved, not averaged over the others", () => {
		const records = syntheticRecords();
		const { efficiency, ...rest } = records[0];
		const { sections } = arrange([rest, ...records.slice(1)]);
		const row = sections[0].rows.find(({ label }) => label === "hmc");
		expect(row?.state).toBe("unresolved");
		expect(row?.reason).toContain("only 2 of 3 seeds");
	});

	test("finished configurations are ordered by statistics, and what they declare enters no comparison of time", () => {
		const records = syntheticRecords().map((record): BenchRecord => {
			if (record.sampler.label !== "realnvp") return record;
			const { cost: _cost, efficiency: _efficiency, ...rest } = record;
			return {
				...rest,
				declaredCost: { draw: 1e-6, unit: "device-seconds", source: "a log" },
				remarks: ["no configuration is repeated"],
			};
		});
		const comparison = acrossCells(records, createRandom("untimed"));
		const { sections } = arrange(records, { comparison });
		const [section] = sections;
		const rows = section.rows.filter(
			({ sampler }) => sampler.label === "realnvp",
		);
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) {
			expect(row.state).toBe("untimed");
			expect(row.rank).toBeUndefined();
			expect(row.price).toBeUndefined();
			expect(row.reason).toMatch(/†declared by its makers.*drawing.*a log/);
			expect(row.remarks).toEqual(["no configuration is repeated"]);
		}
		const ranked = section.rows.filter(
			(row) => row.statisticalRank !== undefined,
		);
		const shares = ranked
			.toSorted((a, b) => (a.statisticalRank ?? 0) - (b.statisticalRank ?? 0))
			.map((row) => row.essShare ?? 0);
		expect(shares).toEqual(shares.toSorted((a, b) => b - a));
		expect(ranked.length).toBe(
			section.rows.filter(
				({ state }) => state === "ranked" || state === "untimed",
			).length,
		);
		const text = terminalSummary(records, {
			comparison,
			columns: 200,
			color: false,
		});
		expect(text).toMatch(/realnvp: no configuration is repeated/);
		expect(text).not.toMatch(/realnvp.*(times as many|repaid)/);
	});

	test("timings of two machines are never in one ranking", () => {
		const records = [
			...syntheticRecords({ machine: "slow" }),
			...syntheticRecords({ machine: "fast", speed: 5 }),
		];
		const model = arrange(records);
		expect(model.machines).toHaveLength(2);
		expect(model.sections).toHaveLength(2);
		for (const section of model.sections) {
			const machines = new Set(
				section.records.map((record) => record.environment?.device.name),
			);
			expect(machines.size).toBe(1);
		}
	});

	test("the newest record of a question counts, the others are history", () => {
		const old = syntheticRecords({ commit: "a".repeat(40) });
		const young = syntheticRecords({
			commit: "b".repeat(40),
			startedAt: "2026-02-01T00:00:00.000Z",
			speed: 2,
		});
		const model = arrange([...young, ...old]);
		expect(model.current).toHaveLength(young.length);
		expect(model.all).toHaveLength(2 * young.length);
		for (const record of model.current)
			expect(record.environment?.commit).toBe("b".repeat(40));
	});

	test("samplers keep their colours whoever else is there", () => {
		const [all, two] = [
			arrange(syntheticRecords()),
			arrange(
				syntheticRecords({
					samplers: [
						{ name: "equivariant-cnf", label: "flow" },
						{ name: "hmc", label: "hmc" },
					],
				}),
			),
		];
		const colour = (model: typeof all, name: string) =>
			model.samplers.find((s) => s.name === name)?.style.color;
		for (const name of ["hmc", "equivariant-cnf"])
			expect(colour(two, name)).toBe(colour(all, name));
	});

	test("the verdict names winner, ratio and interval", () => {
		expect(plainText(headline(arrange(syntheticRecords())))).toMatch(
			/^hmc gives 3\.\d+ \(95 % interval 2\.\d+–3\.\d+\) times as many independent configurations per device-second of drawing as realnvp · reweighted on E1\. With preparation it is also the cheapest to 10⁴ of them, [\d.]+ s against [\d.]+ s of realnvp · reweighted\.$/,
		);
		const same = ["a", "b"].map((label) => ({ name: "hmc", label }));
		expect(
			plainText(headline(arrange(syntheticRecords({ samplers: same })))),
		).toMatch(/cannot be told apart/);
		expect(
			plainText(
				headline(arrange(syntheticRecords({ kind: "gpu", machine: "G" }))),
			),
		).toContain("per GPU-second");
	});

	test("where another sampler is cheaper in total, the verdict leads with it", () => {
		const dear = syntheticRecords().map((record): BenchRecord => {
			const { cost } = record;
			if (record.sampler.label !== "hmc" || cost?.tune === undefined)
				return record;
			const tune = { ...cost.tune, seconds: 1000, deviceSeconds: 1000 };
			return { ...record, cost: { ...cost, tune } };
		});
		expect(plainText(headline(arrange(dear)))).toMatch(
			/^realnvp · reweighted is cheapest to 10⁴ independent configurations on E1, preparation included: .* against 16 min 41 s of hmc\. hmc gives 3\./,
		);
	});

	test("one training each: the verdict and the row say what is unknown", () => {
		const one = arrange(syntheticRecords({ seeds: [1] }));
		expect(plainText(headline(one))).toContain(
			"There is one training of realnvp: how much trainings differ is unknown",
		);
		expect(one.sections[0].rows.filter(spreadUnknown)).toHaveLength(6);
		expect(
			arrange(syntheticRecords()).sections[0].rows.some(spreadUnknown),
		).toBe(false);
	});

	test("two targets without a winner are called targets", () => {
		const same = ["a", "b"].map((label) => ({ name: "hmc", label }));
		const model = arrange(
			syntheticRecords({ samplers: same, extents: [6, 8] }),
		);
		expect(plainText(headline(model))).toBe(
			"No sampler is ahead of all others on any of the 2 targets.",
		);
	});
});

test("seeds that scatter more than they claim widen the interval", () => {
	const tight = { low: 0.99, high: 1.01 };
	const log = combine(
		[1, 2, 4].map((value) => ({
			value,
			low: value * tight.low,
			high: value * tight.high,
		})),
	);
	// Mean of ln 1, ln 2, ln 4 is ln 2; their standard deviation is ln 2, over sqrt 3.
	expect(log?.mean).toBeCloseTo(Math.LN2, 12);
	expect(log?.error).toBeCloseTo(Math.LN2 / Math.sqrt(3), 12);
	expect(log?.degreesOfFreedom).toBe(2);
	expect(log && toInterval(log).value).toBeCloseTo(2, 12);
	// Student's t with two degrees of freedom: 4.30265 standard errors for 95 %.
	expect(log && Math.log(toInterval(log, 0.95).high ?? 0)).toBeCloseTo(
		Math.LN2 * (1 + 4.302652729911275 / Math.sqrt(3)),
		9,
	);
});

test("break-even lies where the lines of total cost cross; its interval may be open", () => {
	const records = syntheticRecords({ extents: [14] });
	const comparison = acrossCells(records, createRandom("test"));
	const [section] = arrange(records, { comparison }).sections;
	const rows = section.rows.filter((row) => row.state === "ranked");
	let found = 0;
	for (const a of rows)
		for (const b of rows) {
			const point = breakEvenOf(section, a, b);
			if (!point?.value || !a.price || !b.price) continue;
			const cost = ({ preparation, perEffective }: typeof a.price) =>
				preparation.median + (point.value ?? 0) * perEffective.median;
			expect(cost(a.price) / cost(b.price)).toBeCloseTo(1, 9);
			expect(point.low).toBeLessThanOrEqual(point.value);
			if (point.high !== undefined)
				expect(point.high).toBeGreaterThanOrEqual(point.value);
			found++;
		}
	expect(found).toBeGreaterThan(0);
});

describe("samplers that disagree", () => {
	/** Both estimators of realnvp off by `shift` in all they measure, with or without failing checks. */
	function off(checks: boolean, shift = 0.05): BenchRecord[] {
		return syntheticRecords().map((record) => {
			const bent =
				record.sampler.name !== "realnvp"
					? record.estimators
					: Object.fromEntries(
							Object.entries(record.estimators ?? {}).map(([name, result]) => [
								name,
								{
									...result,
									observables: {
										...result.observables,
										phi2: {
											...result.observables.phi2,
											value: (result.observables.phi2.value ?? 0) + shift,
										},
									},
								},
							]),
						);
			const wrong = {
				claim: "the claim of a test",
				kind: "z",
				verdict: "fail" as const,
			};
			return {
				...record,
				estimators: bent,
				...(checks && record.sampler.name === "realnvp"
					? { checks: { ...record.checks, wrong } }
					: {}),
			};
		});
	}
	const ranked = (records: readonly BenchRecord[]) => {
		const comparison = acrossCells(records, createRandom("test"));
		const model = arrange(records, { comparison });
		const names = model.sections[0].rows
			.filter(({ state }) => state === "ranked")
			.map(({ sampler }) => sampler.label);
		return { model, names: [...new Set(names)].sort() };
	};

	test("in peace all are ranked", () => {
		const { model, names } = ranked(syntheticRecords());
		expect(names).toHaveLength(4);
		expect(model.disputes).toEqual([]);
	});

	test("one that fails checks of its own is barred alone", () => {
		const { model, names } = ranked(off(true));
		expect(names).toEqual(["equivariant-cnf", "hmc", "neural-spline"]);
		expect(model.disputes).toHaveLength(3);
		expect(plainText(disputeSentence(model.disputes[0]))).toMatch(
			/^hmc and realnvp · reweighted disagree on E1 in .* realnvp · reweighted fails checks of its own, and hmc keeps its rank\.$/,
		);
	});

	test("one that alone agrees with the known value of what is disputed keeps its rank", () => {
		const records = off(false).map((record) => {
			const others = Object.entries(record.checks ?? {}).filter(
				([name]) => !name.endsWith(" phi2"),
			);
			return record.sampler.name === "realnvp"
				? { ...record, checks: Object.fromEntries(others) }
				: record;
		});
		const { model, names } = ranked(records);
		expect(names).toEqual(["equivariant-cnf", "hmc", "neural-spline"]);
		expect(plainText(disputeSentence(model.disputes[0]))).toMatch(
			/: hmc alone agrees with the known value, and keeps its rank\.$/,
		);
	});

	test("where no check says who is wrong, neither is ranked", () => {
		const { model, names } = ranked(off(false));
		expect(names).toEqual([]);
		expect(trustOf(model).level).toBe("broken");
		expect(trustOf(model).sentence).toContain("3 pairs of samplers disagree");
		expect(model.sections[0].rows[0].reason).toMatch(/^disagrees with /);
	});
});
