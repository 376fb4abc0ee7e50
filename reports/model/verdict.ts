/**
 * The answer in words: who wins by how much, or that nobody can be ranked. Intervals here are 95 %, so
 * a sentence is rarely wrong.
 */
import { element } from "../../core/elements.js";
import type { Interval } from "../../core/record.js";
import {
	enumerate,
	formatBreakEven,
	formatNumber,
	formatRange,
	plural,
} from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import { busySentence } from "./clock.js";
import { ratio, toInterval } from "./combine.js";
import { settingsBeside } from "./knobs.js";
import type { Model, Row, Section } from "./model.js";
import { breakEvenOf } from "./prices.js";
import {
	against,
	bothTotals,
	cheapestOf,
	spreadSentence,
	totalGoal,
} from "./totals.js";
import { trainingSentence } from "./training.js";

export interface Verdict {
	readonly sentence: readonly Piece[];
	/** Label of the winner. Absent if there is none. */
	readonly winner?: string;
	readonly ratio?: Interval;
}
/** The verdict on one target and machine. */
export function verdictOf(section: Section): Verdict {
	const verdict = unclocked(section);
	const busy = busySentence(section);
	return {
		...verdict,
		sentence: [
			...verdict.sentence,
			...trainingSentence(section),
			...(busy === "" ? [] : [` ${busy}`]),
		],
	};
}

function unclocked(section: Section): Verdict {
	const ranked = section.rows.filter((row) => row.state === "ranked");
	const where: Piece[] = [" on ", { name: section.target.label }];
	const [best] = ranked;
	if (best === undefined) {
		return {
			sentence: ["Nobody can be ranked", ...where, `: ${whyNot(section)}.`],
		};
	}
	// A flow's two estimators belong to one sampler, so the rival is the next sampler and not the
	// other row.
	const rival = ranked.find((row) => row.sampler.key !== best.sampler.key);
	if (rival === undefined) {
		const rows = ranked.length;
		if (section.samplers.length === 1)
			return {
				sentence: [
					{ name: best.sampler.label },
					" is alone",
					...where,
					": there is nothing to rank it against.",
				],
			};
		return {
			sentence: [
				"Only ",
				{ name: rows > 1 ? best.sampler.label : best.label },
				" can be ranked",
				...where,
				`: ${whyNot(section)}.`,
			],
		};
	}
	if (best.log === undefined || rival.log === undefined)
		throw new Error("a ranked row has a rate");
	const lead = toInterval(ratio(best.log, rival.log), 0.95);
	const spread = spreadSentence([best, rival]);
	if (!(lead.low > 1)) {
		return {
			sentence: [
				{ name: best.label },
				" and ",
				{ name: rival.label },
				" cannot be told apart",
				...where,
				` while they draw: the ratio of their rates is ${inWords(lead)}`,
				...bothTotals(best, rival),
				".",
				...spread,
			],
			ratio: lead,
		};
	}
	const settings = settingsBeside(section, best);
	if (settings > 1)
		return {
			sentence: [
				"Suggested",
				...where,
				": ",
				{ name: best.label },
				`, the best of ${settings} settings; it gave ${inWords(lead)} times as many independent configurations per ${section.machine.unit} as `,
				{ name: rival.label },
				", by the seeds that it was chosen by. Other seeds must confirm it.",
			],
			ratio: lead,
		};
	const cheapest = cheapestOf(ranked);
	const other =
		cheapest !== undefined && cheapest.sampler.key !== best.sampler.key;
	const draws: Piece[] = [
		{ name: best.label },
		` gives ${inWords(lead)} times as many independent configurations per ${section.machine.unit} of drawing as `,
		{ name: rival.label },
	];
	return {
		sentence: other
			? [
					{ name: cheapest.label },
					` is cheapest to ${totalGoal} independent configurations`,
					...where,
					", preparation included: ",
					...against(cheapest, best),
					". ",
					...draws,
					...payback(section, best, rival),
					".",
					...spread,
				]
			: [
					...draws,
					...where,
					...payback(section, best, rival),
					...(cheapest === undefined
						? []
						: [
								`. With preparation it is also the cheapest to ${totalGoal} of them, `,
								...against(best, rival),
							]),
					".",
					...spread,
				],
		winner: best.label,
		ratio: lead,
	};
}

function inWords(interval: Interval): string {
	return `${formatNumber(interval.value, 3)} (95 % interval ${formatRange(interval.low, interval.high)})`;
}

/** The number of configurations at which the winner becomes cheaper in total, if its preparation costs more. */
function payback(section: Section, best: Row, rival: Row): Piece[] {
	const point = breakEvenOf(section, best, rival);
	if (point === undefined || point.value === 0) return [];
	if (point.value === undefined)
		return [
			", but it never repays its longer preparation by the medians over the seeds",
		];
	return [
		`, and has repaid its longer preparation after ${formatBreakEven(point)} of them`,
	];
}

/** Why rows have no rank. */
function whyNot(section: Section): string {
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
	if (model.sections.length === 1)
		return verdictOf(element(model.sections, 0)).sentence;
	const wins = new Map<string, number>();
	let open = 0;
	for (const section of model.sections) {
		const { winner } = verdictOf(section);
		if (winner === undefined) open++;
		else wins.set(winner, (wins.get(winner) ?? 0) + 1);
	}
	const total = model.sections.length;
	const places = model.machines.length > 1 ? "rankings" : "targets";
	if (wins.size === 0)
		return [
			`No sampler is ahead of all others on any of the ${total} ${places}.`,
		];
	const sorted = [...wins.entries()].sort((a, b) => b[1] - a[1]);
	const pieces: Piece[] = [];
	sorted.forEach(([name, count], index) => {
		if (index > 0) pieces.push(index === sorted.length - 1 ? " and " : ", ");
		pieces.push({ name });
		pieces.push(
			index === 0
				? ` draws fastest on ${count} of ${total} ${places}`
				: ` on ${count}`,
		);
	});
	if (open > 0) pieces.push(`; on ${open} no sampler is ahead of all others`);
	pieces.push(".");
	return pieces;
}
