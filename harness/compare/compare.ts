/**
 * Did it get worse? Compares two sets of records in five layers and gives one verdict with its
 * false-positive rate.
 *
 *   1 golden bits -> 2 correctness -> 3 efficiency (machine-free) -> 4 time -> 5 trend (told, not judged)
 */
import { exitStatus } from "../../core/errors.js";
import { correctnessLayer } from "./correctness.js";
import { effectsOf } from "./effects.js";
import { efficiencyLayer } from "./efficiency.js";
import {
	type Comparison,
	defaultLevels,
	type Finding,
	type Levels,
} from "./finding.js";
import { goldenLayer } from "./golden.js";
import { type Runs, summarize } from "./load-runs.js";
import { pairCells } from "./pairs.js";
import { timeLayer } from "./time.js";
import { trendLayer } from "./trend.js";

export interface CompareOptions {
	readonly levels?: Levels;
	/** Different digits with the same seed count as a regression. */
	readonly golden?: boolean;
	/** `report`: times are told, but decide nothing. */
	readonly time?: "judge" | "report";
	/** Whether the sessions alternate between the two sides. */
	readonly paired?: boolean;
	/** Earlier runs, oldest first. */
	readonly history?: readonly Runs[];
}

export function compareRuns(
	base: Runs,
	fresh: Runs,
	options: CompareOptions = {},
): Comparison {
	const levels = options.levels ?? defaultLevels;
	const { pairs, findings: unpaired } = pairCells(base.records, fresh.records);
	const golden = goldenLayer(pairs, options.golden ?? false);
	const correctness = correctnessLayer(pairs, golden.identical, levels);
	const efficiency = efficiencyLayer(pairs, golden.identical, levels);
	const time = timeLayer(pairs, levels, options.paired ?? false);
	const judgesTime = (options.time ?? "judge") === "judge";
	const findings: Finding[] = [
		...unpaired,
		...golden.findings,
		...correctness.findings,
		...efficiency.findings,
		...time.findings.map(
			(finding): Finding =>
				judgesTime ? finding : { ...finding, verdict: "note" },
		),
		...trendLayer(options.history ?? [], fresh),
	];
	if (pairs.length === 0) {
		findings.push({
			layer: "records",
			cell: "all",
			metric: "status",
			verdict: "inconclusive",
			reason: "no completed cell is in both runs: nothing was compared",
		});
	}
	const rate = {
		correctness: correctness.tests > 0 ? levels.certainty : 0,
		efficiency: efficiency.tests > 0 ? levels.efficiency : 0,
		time: judgesTime && time.tests > 0 ? levels.time : 0,
	};
	return {
		schema: 1,
		base: summarize(base),
		new: summarize(fresh),
		...conclude(findings),
		falsePositiveRate: {
			...rate,
			total: rate.correctness + rate.efficiency + rate.time,
			tests: {
				correctness: correctness.tests,
				efficiency: efficiency.tests,
				time: time.tests,
			},
		},
		findings,
		effects: effectsOf(pairs, findings),
	};
}

/** Any regression decides. Otherwise anything undecided does. Otherwise the verdict is passed. */
export function conclude(
	findings: readonly Finding[],
): Pick<Comparison, "verdict" | "exitStatus" | "reasons"> {
	const sentences = (verdict: Finding["verdict"]): string[] =>
		findings
			.filter((finding) => finding.verdict === verdict)
			.map(
				({ cell, estimator, reason }) =>
					`${cell}${estimator === undefined ? "" : ` (${estimator})`}: ${reason}`,
			);
	const regressed = sentences("regressed");
	if (regressed.length > 0) {
		return {
			verdict: "regressed",
			exitStatus: exitStatus.regression,
			reasons: regressed,
		};
	}
	const open = sentences("inconclusive");
	if (open.length > 0) {
		return {
			verdict: "inconclusive",
			exitStatus: exitStatus.inconclusive,
			reasons: open,
		};
	}
	return {
		verdict: "passed",
		exitStatus: exitStatus.done,
		reasons: [
			"no cell is wrong, none is slower by more than its margin, and that is shown, not assumed",
		],
	};
}
