/** The findings of fresh runs, joined with those of the stored ones. */
import { conclude } from "./compare.js";
import type { Comparison, Finding, Levels } from "./finding.js";

/** Whether more draws can decide this finding, and should. */
export function isOpen({ layer, verdict }: Finding): boolean {
	return (
		(verdict === "inconclusive" || verdict === "regressed") &&
		(layer === "correctness" || layer === "efficiency" || layer === "time")
	);
}

/** Fresh findings replace the stored ones of the cells that were run again. */
export function merge(
	first: Comparison,
	second: Comparison | undefined,
	about: {
		readonly cells: ReadonlySet<string>;
		readonly pairs: number;
		readonly redrawn: boolean;
		readonly seconds: number;
		readonly levels: Levels;
	},
): Comparison {
	const confirmation = {
		pairs: about.pairs,
		baseRedrawn: about.redrawn,
		seconds: about.seconds,
		outcome:
			second?.verdict === "regressed"
				? "confirmed"
				: second?.verdict === "passed"
					? "cleared"
					: "out of budget",
	} as const;
	if (second === undefined) return { ...first, confirmation };
	const kept = first.findings.filter(
		(finding) => !(about.cells.has(finding.cell) && isOpen(finding)),
	);
	const findings = [
		...kept,
		...second.findings.map((finding) => ({
			...finding,
			reason: `fresh runs: ${finding.reason}`,
		})),
	];
	const { suspicion, certainty, efficiency, time } = about.levels;
	const { tests } = second.falsePositiveRate;
	const rate = {
		// Suspect twice, or beyond doubt once.
		correctness: about.redrawn ? suspicion ** 2 + certainty : suspicion,
		efficiency: tests.efficiency > 0 ? efficiency : 0,
		time: tests.time > 0 ? time : 0,
	};
	return {
		...first,
		...conclude(findings),
		falsePositiveRate: {
			...rate,
			total: rate.correctness + rate.efficiency + rate.time,
			tests,
		},
		findings,
		confirmation,
	};
}

/**
 * A cell that was run again for another reason than a suspect observable has not failed before: in it
 * only what is beyond doubt counts.
 */
export function withoutFirstAlarms(
	comparison: Comparison,
	suspects: ReadonlySet<string>,
	certainty: number,
): Comparison {
	const findings = comparison.findings.map((finding): Finding => {
		const { layer, verdict, cell, adjusted } = finding;
		const single =
			layer === "correctness" &&
			verdict === "regressed" &&
			!suspects.has(cell) &&
			(adjusted ?? 0) > certainty;
		return single ? { ...finding, verdict: "inconclusive" } : finding;
	});
	return { ...comparison, ...conclude(findings), findings };
}
