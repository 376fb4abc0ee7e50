/**
 * The answer in words: who wins by how much, or that nobody can be ranked, and whether the numbers
 * can be trusted. Intervals here are 95 %, so a sentence is rarely wrong.
 */
import type { Pair } from "../../core/comparison.js";
import type { Interval } from "../../core/record.js";
import {
	enumerate,
	formatBreakEven,
	formatNumber,
	formatRange,
	plural,
} from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import { ratio, toInterval } from "./combine.js";
import type { Model, Row, Section } from "./model.js";
import { breakEvenOf } from "./prices.js";

export interface Verdict {
	readonly sentence: readonly Piece[];
	/** Label of the winner. Absent if there is none. */
	readonly winner?: string;
	readonly ratio?: Interval;
}
/** The verdict on one target and machine. */
export function verdictOf(section: Section): Verdict {
	const ranked = section.rows.filter((row) => row.state === "ranked");
	const where: Piece[] = [" on ", { name: section.target.label }];
	if (ranked.length === 0) {
		return {
			sentence: ["Nobody can be ranked", ...where, `: ${whyNobody(section)}.`],
		};
	}
	const best = ranked[0];
	// A flow's two estimators belong to one sampler, so the rival is the next sampler and not the
	// other row.
	const rival = ranked.find((row) => row.sampler.key !== best.sampler.key);
	if (rival === undefined) {
		const rows = ranked.length;
		return {
			sentence: [
				"Only ",
				{ name: rows > 1 ? best.sampler.label : best.label },
				" can be ranked",
				...where,
				section.samplers.length > 1
					? "; the others failed a check, disagree, are unresolved or did not finish."
					: "; there is nothing to compare it with.",
			],
		};
	}
	if (best.log === undefined || rival.log === undefined)
		throw new Error("a ranked row has a rate");
	const lead = toInterval(ratio(best.log, rival.log), 0.95);
	if (!(lead.low > 1)) {
		return {
			sentence: [
				{ name: best.label },
				" and ",
				{ name: rival.label },
				" cannot be told apart",
				...where,
				`: the ratio of their rates is ${inWords(lead)}.`,
			],
			ratio: lead,
		};
	}
	return {
		sentence: [
			{ name: best.label },
			` gives ${inWords(lead)} times as many independent configurations per ${section.machine.unit} as `,
			{ name: rival.label },
			...where,
			...payback(section, best, rival),
			".",
		],
		winner: best.label,
		ratio: lead,
	};
}

function inWords(interval: Interval): string {
	return `${formatNumber(interval.value, 3)} (95 % interval ${formatRange(interval.low, interval.high)})`;
}

/** The number of configurations from which on the winner is cheaper in total, if its preparation costs more. */
function payback(section: Section, best: Row, rival: Row): Piece[] {
	const point = breakEvenOf(section, best, rival);
	if (point === undefined || point.value === 0) return [];
	if (point.value === undefined)
		return [
			", though by the medians over the seeds it never repays its preparation",
		];
	return [
		`, and has repaid its longer preparation after ${formatBreakEven(point)} of them`,
	];
}

function whyNobody(section: Section): string {
	const count = (state: Row["state"]) =>
		section.rows.filter((row) => row.state === state).length;
	const reasons: string[] = [];
	if (count("failed") > 0)
		reasons.push(
			`${plural(count("failed"), "row")} failed a check or ${count("failed") === 1 ? "disagrees" : "disagree"} with another sampler`,
		);
	if (count("unresolved") > 0)
		reasons.push(
			`${plural(count("unresolved"), "row")} ${count("unresolved") === 1 ? "is" : "are"} unresolved`,
		);
	if (section.absent.length > 0)
		reasons.push(`${plural(section.absent.length, "cell")} did not complete`);
	return reasons.length === 0 ? "there are no results" : enumerate(reasons);
}

/** The headline: for one section its verdict, for several the number of wins. */
export function headline(model: Model): readonly Piece[] {
	if (model.sections.length === 0) return ["There are no records."];
	if (model.sections.length === 1) return verdictOf(model.sections[0]).sentence;
	const wins = new Map<string, number>();
	let open = 0;
	for (const section of model.sections) {
		const { winner } = verdictOf(section);
		if (winner === undefined) open++;
		else wins.set(winner, (wins.get(winner) ?? 0) + 1);
	}
	const total = model.sections.length;
	if (wins.size === 0)
		return [`None of the ${total} comparisons has a winner.`];
	const sorted = [...wins.entries()].sort((a, b) => b[1] - a[1]);
	const pieces: Piece[] = [];
	sorted.forEach(([name, count], index) => {
		if (index > 0) pieces.push(index === sorted.length - 1 ? " and " : ", ");
		pieces.push({ name });
		pieces.push(
			index === 0 ? ` wins ${count} of ${total} comparisons` : ` wins ${count}`,
		);
	});
	if (open > 0) pieces.push(`; ${open} ${open === 1 ? "is" : "are"} open`);
	pieces.push(".");
	return pieces;
}

export interface Trust {
	readonly level: "sound" | "caution" | "broken";
	/** One sentence that says whether the numbers can be trusted. */
	readonly sentence: string;
	readonly passed: number;
	readonly failed: number;
	readonly inconclusive: number;
}

/** Whether the numbers can be trusted, judged by the checks and the cells without result. */
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
			sentence: `${against}, although no check of their own failed: at least one of each pair is wrong, and who has no other evidence for itself is not ranked${tail}.`,
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
			sentence: `No check confirms that the right distribution was sampled: the ranking is of speed alone${tail}.`,
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
