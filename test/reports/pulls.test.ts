/** The spread of z-scores with correlations: simulated cells whose scores share a part. */
import { describe, expect, test } from "vitest";
import { createRandom, fillNormal } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { pulls } from "../../reports/charts/pulls.js";
import { layoutOf } from "../../reports/html/figure.js";
import { arrange } from "../../reports/model/arrange.js";
import { pullsOf } from "../../reports/model/pulls.js";
import { trustOf } from "../../reports/model/trust.js";
import { syntheticRecords } from "./synthetic.js";

const [template] = syntheticRecords({ seeds: [1] });

/** Cells with scores of variance scale^2 and correlation rho within a cell. */
function cells(
	label: string,
	count: number,
	scores: number,
	rho: number,
	scale = 1,
): BenchRecord[] {
	const random = createRandom("pulls").fork(label);
	const normal = fillNormal(random, new Float64Array(count * (scores + 1)));
	return Array.from({ length: count }, (_, c): BenchRecord => {
		const common = normal[c * (scores + 1)];
		const checks = Object.fromEntries(
			Array.from({ length: scores }, (_, i) => {
				const own = normal[c * (scores + 1) + i + 1];
				const z = scale * (Math.sqrt(rho) * common + Math.sqrt(1 - rho) * own);
				return [
					`z${i}`,
					{ claim: "", kind: "z", statistic: z, verdict: "pass" as const },
				];
			}),
		);
		return {
			...template,
			seed: c,
			key: c.toString(16).padStart(16, "0"),
			checks,
		};
	});
}

/** Share of 200 simulated reports whose spread is called too wide or too narrow. */
function alarms(count: number, scores: number, rho: number): number {
	const tries = 200;
	let alarms = 0;
	for (let i = 0; i < tries; i++)
		if (
			pullsOf(cells(`${rho} ${i}`, count, scores, rho))?.verdict !==
			"as expected"
		)
			alarms++;
	return alarms / tries;
}

describe("false alarms stay near 5 %", () => {
	// One standard error of 200 trials at 5 % is 1.5 %; the correlation is estimated, so twice 5 % is allowed.
	test.each([
		[4, 30, 0.5],
		[12, 20, 0],
		[12, 20, 0.5],
		[30, 10, 0.9],
	])("%i cells with %i scores of correlation %f", (count, scores, rho) => {
		expect(alarms(count, scores, rho)).toBeLessThan(0.1 + 4 * 0.015);
	});
});

test("independent scores count as many as they are, equal ones as cells", () => {
	expect(pullsOf(cells("apart", 40, 20, 0))?.effective).toBeGreaterThan(400);
	// The squared correlation of 400 cells is known to about 0.15, and 2000 / (1 + 4 * 0.4) = 770.
	const same = pullsOf(cells("same", 400, 5, 1));
	expect(same?.effective).toBeGreaterThanOrEqual(400);
	expect(same?.effective).toBeLessThan(770);
});

test("errors that are too small are found, told below the chart and in the verdict", () => {
	const records = cells("wide", 30, 20, 0.2, 1.6);
	expect(pullsOf(records)?.verdict).toBe("too wide");
	const model = arrange(records);
	const content = pulls.build(model, model.sections[0], layoutOf(pulls));
	expect(content?.remark).toMatch(
		/is too wide: some errors are too small\. Scores of one cell are correlated/,
	);
	expect(trustOf(model).level).toBe("caution");
	expect(trustOf(model).sentence).toContain(
		"scatter more than their errors allow",
	);
});
