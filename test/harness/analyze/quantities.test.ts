/** Formulas, weighted chains, covariances and samples: against exact values and against each other. */
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import type { ObservableAnalysis } from "../../../harness/analyze/analysis.js";
import { analyze } from "../../../harness/analyze/analyze.js";
import { contextOf } from "../../../harness/analyze/estimate/context.js";
import type { Estimated } from "../../../harness/analyze/estimate/estimate.js";
import { parseFormulas } from "../../../harness/analyze/formula/formula.js";
import { covarianceRows } from "../../../harness/analyze/outputs/covariance.js";
import { rhoRows } from "../../../harness/analyze/outputs/rho.js";
import { samplesOf } from "../../../harness/analyze/outputs/samples.js";
import type { Table } from "../../../harness/analyze/table.js";
import { estimateDerived } from "../../../metrics/cell/estimate-chains.js";
import { autoregressive } from "../../core/statistics/support.js";
import { tableOf } from "./support.js";

function studyOf(table: Table, formulas: readonly string[] = []) {
	const context = contextOf(
		table,
		parseFormulas(formulas, [...table.columns.keys()]),
	);
	const estimates: Estimated[] = [];
	const analysis = analyze(context, (estimated) => estimates.push(estimated));
	return { context, estimates, ...analysis };
}

const momentsOf = (series: readonly Float64Array[]) => ({
	m2: series.map((each) => each.map((x) => x * x)),
	m4: series.map((each) => each.map((x) => x ** 4)),
});

describe("--derive", () => {
	test("the Binder cumulant of a Gaussian is 0, with the error of a run's own derived quantities", () => {
		const chains = [0, 1].map((c) => autoregressive(`binder ${c}`, 0.8, 4000));
		const columns = momentsOf(chains);
		const { observables } = studyOf(tableOf(columns), ["binder=1-m4/(3*m2^2)"]);
		const { mean, error, status } = observables.binder;
		expect(status).toBe("ok");
		expect(Math.abs(mean ?? 1)).toBeLessThan(4 * (error ?? 0));
		const joined = (parts: readonly Float64Array[]) =>
			Float64Array.from(parts.flatMap((part) => [...part]));
		const known = estimateDerived(
			{
				kind: "chains",
				count: 8000,
				chains: 2,
				columns: { m2: joined(columns.m2), m4: joined(columns.m4) },
			},
			{
				name: "binder",
				needs: ["m4", "m2"],
				value: ([m4, m2]) => 1 - m4 / (3 * m2 * m2),
			},
		);
		expect(mean).toBeCloseTo(known.value ?? 0, 7);
		expect(error).toBeCloseTo(known.error ?? 0, 7);
	});
	test("chains of unequal length", () => {
		const chains = [3000, 1000].map((n) => autoregressive(`${n}`, 0.5, n));
		const { observables } = studyOf(tableOf({ x: chains }), ["y=2*x"]);
		expect(observables.y.mean).toBeCloseTo(2 * (observables.x.mean ?? 0), 2);
		expect(observables.y.error).toBeCloseTo(2 * (observables.x.error ?? 0), 12);
	});
	test("where the formula ends near the mean it is unresolved, where it bends it is said", () => {
		const x = autoregressive("edge", 0, 1000);
		const { observables } = studyOf(tableOf({ x: [x] }), [
			"root=sqrt(x*x-1e-12)",
			"bent=x^2",
			"nothing=log(x-10)",
		]);
		expect(observables.root.reason ?? observables.root.flags?.join()).toMatch(
			/not defined within two errors|bent/,
		);
		expect(observables.bent.flags?.join()).toMatch(/bent by more/);
		expect(observables.nothing).toMatchObject({
			status: "unresolved",
			mean: null,
			error: null,
		});
	});
	test("of weighted draws: the variance of a reweighted Gaussian", () => {
		// Weights exp(x / 2) shift N(0, 1) to N(1/2, 1).
		const random = createRandom("weighted formula");
		const x = Float64Array.from({ length: 20_000 }, () => random.normal());
		const table = tableOf(
			{ x: [x], x2: [x.map((v) => v * v)] },
			{ logWeights: [x.map((v) => v / 2)] },
		);
		const { observables, kind } = studyOf(table, ["variance=x2-x^2"]);
		expect(kind).toBe("weighted draws");
		const { mean, error } = observables.variance;
		expect(Math.abs((mean ?? 0) - 1)).toBeLessThan(4 * (error ?? 0));
		expect(error).toBeLessThan(0.05);
	});
});

describe("weighted rows that follow one another", () => {
	const tau = 20;
	const x = autoregressive("reweighting", (2 * tau - 1) / (2 * tau + 1), 4000);
	const zeros = new Float64Array(4000);
	const within = (result: ObservableAnalysis) => {
		// sqrt(2 tau / N) = 0.10, known to a third; as independent draws 0.016.
		expect(result.error).toBeGreaterThan(0.067);
		expect(result.error).toBeLessThan(0.15);
	};
	test("chain and logWeight together", () => {
		const table = tableOf({ x: [x] }, { logWeights: [zeros], ordered: true });
		const { observables, kind, weights } = studyOf(table);
		expect(kind).toBe("reweighted chains");
		within(observables.x);
		expect(weights?.kishEss).toBeCloseTo(4000, 8);
		expect(weights?.acceptance).toBeNull();
	});
	test("without labels they are found not to be independent", () => {
		const table = tableOf({ x: [x] }, { logWeights: [zeros] });
		const { observables, notes } = studyOf(table);
		within(observables.x);
		expect(notes.join()).toMatch(/no independent draws: 'x' is correlated/);
	});
	test("independent draws are left as they are", () => {
		let found = 0;
		for (let r = 0; r < 200; r++) {
			const draws = autoregressive(`iid ${r}`, 0, 500);
			const table = tableOf({ x: [draws] }, { logWeights: [draws] });
			if (studyOf(table).kind !== "weighted draws") found++;
		}
		expect(found).toBeLessThan(4); // Poisson with mean 0.2: P(4 or more) = 6e-5
	});
	test("log Z of correlated weights has the error of their chain", () => {
		const runs = 100;
		let squares = 0;
		for (let r = 0; r < runs; r++) {
			const series = autoregressive(`log Z ${r}`, 0.9, 4000);
			const table = tableOf(
				{ x: [series] },
				{ logWeights: [series.map((v) => v / 2)], ordered: true },
			);
			const { weights } = studyOf(table);
			// log of the mean of exp(x / 2) is 1/8.
			squares +=
				(((weights?.logZ ?? 0) - 1 / 8) / (weights?.logZError ?? 1)) ** 2;
		}
		expect(Math.abs(squares - runs)).toBeLessThan(5 * Math.sqrt(2 * runs));
	});
});

describe("files beside the table", () => {
	const first = [0, 1].map((c) => autoregressive(`first ${c}`, 0.7, 4000));
	const second = first.map((series, c) => {
		const other = autoregressive(`second ${c}`, 0.7, 4000);
		return series.map((x, i) => 0.6 * x + 0.8 * other[i] + 2);
	});
	const study = studyOf(tableOf({ a: first, b: second }), ["ratio=a/b"]);
	const { context, estimates, observables } = study;
	test("the covariance has the errors of the table and the correlation of the columns", () => {
		const [header, ...rows] = covarianceRows(context, estimates);
		expect(header).toEqual(["observable", "a", "b", "ratio"]);
		for (const [k, name] of ["a", "b", "ratio"].entries()) {
			expect(rows[k][0]).toBe(name);
			expect(rows[k][k + 1]).toBeCloseTo(
				(observables[name].error ?? 0) ** 2,
				14,
			);
			for (const j of [0, 1, 2]) expect(rows[k][j + 1]).toBe(rows[j][k + 1]);
		}
		const correlation =
			Number(rows[0][2]) /
			(observables.a.error ?? 0) /
			(observables.b.error ?? 0);
		// 0.6, as well known as from N / (2 W + 1) independent pairs.
		const window = Math.max(
			...Object.values(observables).map((result) => result.window ?? 0),
		);
		expect(Math.abs(correlation - 0.6)).toBeLessThan(
			(4 * (1 - 0.36)) / Math.sqrt(8000 / (2 * window + 1)),
		);
	});
	test.each(["jackknife", "bootstrap"] as const)(
		"%s samples have the errors of the table",
		(method) => {
			const { rows, note } = samplesOf(context, estimates, method);
			const [header, ...samples] = rows;
			expect(header).toEqual(["sample", "a", "b", "ratio"]);
			const blocks = Number(/of (\d+) blocks/.exec(note)?.[1]);
			expect(samples.length).toBe(method === "jackknife" ? blocks : 1000);
			for (const [k, name] of ["a", "b", "ratio"].entries()) {
				const values = samples.map((sample) => Number(sample[k + 1]));
				const n = values.length;
				const mean = values.reduce((sum, x) => sum + x, 0) / n;
				const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
				const spread = Math.sqrt(
					method === "jackknife" ? (squares * (n - 1)) / n : squares / (n - 1),
				);
				// Errors from n blocks scatter by 1 / sqrt(2 n), and are 2.5 % too small.
				const { error = 0 } = observables[name];
				expect(Math.abs(spread / (error ?? 1) - 0.975)).toBeLessThan(
					4 / Math.sqrt(2 * blocks),
				);
			}
		},
	);
	test("too few rows for blocks", () => {
		const short = studyOf(tableOf({ x: [autoregressive("few", 0, 30)] }));
		expect(() =>
			samplesOf(short.context, short.estimates, "jackknife"),
		).toThrow(/30 measurements are too few/);
	});
	test("rho is that of AR(1), in the unit of the configurations", () => {
		const table = tableOf(
			{ x: [autoregressive("rho", 0.7, 20_000)] },
			{
				configurations: {
					name: "cfg",
					numbers: [Float64Array.from({ length: 20_000 }, (_, i) => 5 * i)],
				},
			},
		);
		const numbered = studyOf(table);
		const [header, ...rows] = rhoRows(numbered.context, numbered.estimates);
		expect(header).toEqual(["observable", "t", "rho", "error"]);
		expect(rows[0]).toEqual(["x", 0, 1, 0]);
		expect(rows[3][1]).toBe(15);
		for (const [, t, rho, error] of rows.slice(1, 8)) {
			expect(Math.abs(Number(rho) - 0.7 ** (Number(t) / 5))).toBeLessThan(
				4 * Number(error),
			);
		}
	});
});
