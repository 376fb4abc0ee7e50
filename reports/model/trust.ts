/** Judges whether the numbers can be trusted, by the checks, the pairs and the cells without result. */
import type { Pair } from "../../core/comparison.js";
import { enumerate, plural } from "../text/format.js";
import type { Model } from "./model.js";
import { pullsOf } from "./pulls.js";
import { trainingRemark } from "./training.js";

export interface Trust {
	readonly level: "sound" | "caution" | "broken";
	/** One sentence that says whether the numbers can be trusted. */
	readonly sentence: string;
	readonly passed: number;
	readonly failed: number;
	readonly inconclusive: number;
}

export function trustOf(model: Model): Trust {
	const seen = new Set<unknown>();
	const tally = { pass: 0, fail: 0, inconclusive: 0 };
	for (const record of model.current)
		for (const check of Object.values(record.checks ?? {})) {
			if (seen.has(check)) continue;
			seen.add(check);
			tally[check.verdict]++;
		}
	const absent = model.sections.flatMap((section) => section.absent);
	const skipped = absent.filter((cell) => cell.status === "skipped").length;
	const lost = absent.length - skipped;
	const rows = model.sections.flatMap((section) => section.rows);
	const unresolved = rows.filter((row) => row.state === "unresolved").length;
	const total = tally.pass + tally.fail + tally.inconclusive;
	const remarks: string[] = [];
	const pairs = pairsOf(model);
	const undecided = pairs.filter(({ verdict }) => verdict === "inconclusive");
	if (undecided.length > 0)
		remarks.push(
			`${plural(undecided.length, "pair")} of samplers ${undecided.length === 1 ? "is" : "are"} not shown to agree in everything`,
		);
	const busy = model.sections.filter((section) => section.busy.length > 0);
	if (busy.length > 0) remarks.push("the machine was busy");
	const training = trainingRemark(model.current);
	if (training !== undefined) remarks.push(training);
	const pulls = pullsOf(model.current)?.verdict;
	if (pulls === "too wide")
		remarks.push(
			"the z-scores of all checks together scatter more than their errors allow",
		);
	if (tally.inconclusive > 0)
		remarks.push(`${plural(tally.inconclusive, "check")} could not decide`);
	if (unresolved > 0)
		remarks.push(
			`${plural(unresolved, "row")} ${unresolved === 1 ? "is" : "are"} unresolved`,
		);
	if (lost > 0) remarks.push(`${plural(lost, "cell")} did not complete`);
	if (skipped > 0)
		remarks.push(
			`${plural(skipped, "cell")} ${skipped === 1 ? "was" : "were"} skipped`,
		);
	const tail = remarks.length > 0 ? `; ${enumerate(remarks)}` : "";
	const counts = {
		passed: tally.pass,
		failed: tally.fail,
		inconclusive: tally.inconclusive,
	};
	const disputes = model.disputes.length;
	const against =
		disputes === 0
			? ""
			: `${plural(disputes, "pair")} of samplers ${disputes === 1 ? "disagrees" : "disagree"}`;
	if (tally.fail > 0)
		return {
			level: "broken",
			sentence: `${plural(tally.fail, "check")} of ${total} failed${against === "" ? "" : ` and ${against}`}: what failed is listed without a rank and must not be used${tail}.`,
			...counts,
		};
	if (disputes > 0)
		return {
			level: "broken",
			sentence: `${against}, although no check of their own failed: at least one of each pair is wrong, and a sampler without further evidence for itself is not ranked${tail}.`,
			...counts,
		};
	if (rows.length === 0)
		return {
			level: "caution",
			sentence: `Nothing was measured${remarks.length > 0 ? `: ${enumerate(remarks)}` : ""}.`,
			...counts,
		};
	if (tally.pass === 0)
		return {
			level: "caution",
			sentence: `No check confirms that the right distribution was sampled${tail}.`,
			...counts,
		};
	if (remarks.length > 0)
		return {
			level: "caution",
			sentence: `${plural(tally.pass, "check")} passed and none failed, but not all is settled: ${enumerate(remarks)}.`,
			...counts,
		};
	return {
		level: "sound",
		sentence: `${total === 1 ? "The one check" : `All ${plural(total, "check")}`} passed${pairs.length > 0 ? " and the samplers agree with each other" : ""}: what is ranked here can be trusted within its errors.`,
		...counts,
	};
}

/** Pairs of samplers of all targets. A target counts once, even if it ran on several machines. */
function pairsOf(model: Model): readonly Pair[] {
	const targets = new Set(
		model.sections.flatMap((section) => section.comparison ?? []),
	);
	return [...targets].flatMap((target) => target.pairs);
}
