import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import type { TrainingFacts } from "../../core/training.js";
import { training } from "../../reports/charts/training.js";
import { trainingCurves } from "../../reports/charts/training-curves.js";
import { fontFamily } from "../../reports/draw/fonts.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import {
	joinedWarnings,
	trainingWarning,
} from "../../reports/model/training.js";
import { trustOf } from "../../reports/model/trust.js";
import { verdictOf } from "../../reports/model/verdict.js";
import { terminalSummary } from "../../reports/terminal.js";
import { plainText } from "../../reports/text/sentence.js";
import { syntheticRecords } from "./synthetic.js";

const facts: TrainingFacts = {
	trainingReason: "20 looks in a row gained less than 1 %",
	training: "settled",
	trainingSteps: 2000,
	bestStep: 1200,
	divergences: 0,
	heldOutEss: 0.9,
	bestLookEss: 0.91,
	lateGain: 0.02,
};

/** Records of one seed, whose flows were all trained well but for one. */
function records(label: string, changes: Partial<TrainingFacts>) {
	return syntheticRecords({ seeds: [1] }).map((record): BenchRecord => {
		if (record.history === undefined) return record;
		const odd = record.sampler.label === label ? changes : {};
		return { ...record, facts: { ...facts, ...odd } };
	});
}

const kinds: readonly [Partial<TrainingFacts>, RegExp][] = [
	[
		{ training: "diverged", divergences: 3 },
		/diverged \(3 times in 2 ?000 steps\); the best state before that, of step 1200, is drawn from/,
	],
	[{ training: "too short", trainingSteps: 1 }, /took 1 step only/],
	[
		{ training: "stopped by its budget", lateGain: 0.35 },
		/stopped by its budget far from a plateau: 35\.0 % of its/,
	],
];

describe("a training that did not end well", () => {
	const [label] = syntheticRecords({ seeds: [1] })
		.filter((record) => record.history !== undefined)
		.map((record) => record.sampler.label);

	test.each(kinds)("is said everywhere: %o", (changes, words) => {
		const made = records(label, changes);
		const model = arrange(made);
		const [section] = model.sections;
		const rows = section.rows.filter((row) => row.sampler.label === label);
		for (const row of rows) expect(row.training).toMatch(words);
		for (const row of section.rows)
			if (row.sampler.label !== label) expect(row.training).toBeUndefined();
		expect(plainText(verdictOf(section).sentence)).toContain(
			`The training of ${label} diverged, was very short or stopped`,
		);
		expect(trustOf(model).sentence).toContain("1 training diverged, was");
		const text = terminalSummary(made, { columns: 400, color: false });
		expect(text.match(new RegExp(words, "g"))).toHaveLength(1);
	});

	test("settled ones, and those near a plateau, are not", () => {
		const made = records(label, { training: "stopped by its budget" });
		for (const record of made) expect(trainingWarning(record)).toBeUndefined();
		const sentence = plainText(verdictOf(arrange(made).sections[0]).sentence);
		expect(sentence).not.toContain("The training of");
	});

	test("of a cell that failed is in the chart, its table and its remark", async () => {
		const made = records(label, {}).map((record): BenchRecord => {
			if (record.sampler.label !== label) return record;
			const { key, suite, action, sampler, seed, environment, history } =
				record;
			return {
				schema: record.schema,
				...{ key, suite, action, sampler, seed, environment, history },
				draws: record.draws,
				status: "failed",
				reason: "training diverged (12 times in 600 steps)",
				facts: { training: "failed", trainingSteps: 600, divergences: 12 },
			};
		});
		const [section] = arrange(made).sections;
		const curves = trainingCurves(section).filter(
			({ sampler }) => sampler.label === label,
		);
		expect(curves).toHaveLength(1);
		expect(curves[0].warning).toBe(
			"diverged (12 times in 600 steps) and left nothing to draw from",
		);
		expect(await renderHtml(made)).toContain(
			`The training of ${label}, seed 1, diverged (12 times in 600 steps)`,
		);
	});

	test("the page says it in the ranking and below the curves", async () => {
		const made = records(label, { training: "diverged", divergences: 2 });
		const page = await renderHtml(made);
		const count = (text: string) =>
			text.split("diverged (2 times in").length - 1;
		const [ranking = ""] =
			/<table class="ranking">.*?<\/table>/s.exec(page) ?? [];
		// Both rows of the flow share its training.
		expect(count(ranking)).toBe(1);
		// Below the chart, and in the table of the chart.
		expect(count(page)).toBeGreaterThanOrEqual(3);
	});
});

test("what several seeds share is said once, with the range of what differs", () => {
	const far = (share: string) =>
		`was stopped by its budget far from a plateau: ${share} of its effective sample size came in the second half of 800 steps`;
	expect(
		joinedWarnings([
			{ seed: 1, warning: far("12.5 %") },
			{ seed: 2, warning: "took 3 steps only" },
			{ seed: 3, warning: far("9.9 %") },
		]),
	).toEqual([
		{ seeds: "seeds 1 and 3", warning: far("9.9 to 12.5 %") },
		{ seeds: "seed 2", warning: "took 3 steps only" },
	]);
});

describe("horizontal axes", () => {
	const layout = { width: 640, fontSize: 12, font: fontFamily };

	/** Records of one seed; the steps of the first so many histories have 128 evaluations each. */
	function axesOf(counted: number) {
		let left = counted;
		const made = syntheticRecords({ seeds: [1] }).map(
			(record): BenchRecord => ({
				...record,
				...(record.history === undefined
					? {}
					: {
							history: record.history.map(({ phase, columns }) => ({
								phase,
								columns:
									left-- > 0
										? {
												...columns,
												evaluations: (columns.step ?? []).map(
													(step) => 128 * Number(step),
												),
											}
										: columns,
							})),
						}),
			}),
		);
		const model = arrange(made);
		return training.build(model, model.sections[0], layout)?.axes ?? [];
	}

	test("seconds, steps, and evaluations of the action where all curves have them", () => {
		const axes = axesOf(100);
		expect(axes.map(({ name }) => name)).toEqual([
			"seconds",
			"steps",
			"evaluations",
		]);
		const last = (place: number) =>
			Math.max(
				...[
					...JSON.stringify(axes[place].panels).matchAll(/"x":([\d.]+)/g),
				].map(([, x]) => Number(x)),
			);
		expect(last(2)).toBe(128 * last(1));
		expect(JSON.stringify(axes[2].panels)).toContain(
			"evaluations of action and gradient",
		);
	});

	test("records of an earlier form offer two", () => {
		for (const counted of [0, 1])
			expect(axesOf(counted).map(({ name }) => name)).toEqual([
				"seconds",
				"steps",
			]);
	});
});
