/** The rankings as CSV: one line for each row and each sampler without result, with all digits. */
import { meanOf, namesOf } from "../charts/observables.js";
import { askedSeeds, withoutResult } from "../model/completeness.js";
import type { Section } from "../model/model.js";
import { costOf } from "../model/prices.js";
import { sizeColumns } from "../model/size.js";
import { csvText } from "../text/csv-text.js";
import { passed } from "./ranking.js";

export function rankingCsv(sections: readonly Section[]): string {
	const names = [...new Set(sections.flatMap(namesOf))];
	return csvText(
		[
			...["target", "detail", "device", "unit", "rank", "state", "sampler"],
			...["estimator", "essPerUnit", "low", "high", "slowest", "tauInt"],
			...["tauIntError", "essShare", "acceptance", "kishShare", "paretoK"],
			...["preparation", "totalTo1e4", "seeds", "seedsAsked"],
			...["checksPassed", "checks", "reason"],
			...sizeColumns.map(({ name }) => name),
			...["gradientsSite", "gradientsZeroMode", "gradientsPreparation"],
			...names.flatMap((name) => [name, `${name}Error`]),
		],
		sections.flatMap((section) => [
			...section.rows.map((row) => [
				section.target.label,
				section.target.detail,
				section.machine.label,
				section.machine.unit,
				row.rank,
				row.state,
				row.sampler.label,
				row.estimator,
				...[row.rate?.value, row.rate?.low, row.rate?.high, row.slowest],
				...[row.tauInt?.value, row.tauInt?.error, row.essShare],
				...[row.acceptance, row.kishShare, row.paretoK, row.preparation],
				...[costOf(row, 1e4), row.seeds.length],
				askedSeeds(section, row.sampler),
				...[passed(row), row.checks.length, row.reason],
				...sizeColumns.map(({ pick }) => row.size && pick(row.size)),
				...[row.gradients?.site?.value, row.gradients?.zeroMode?.value],
				row.gradients?.preparation,
				...names.flatMap((name) => {
					const mean = meanOf(row, name);
					return [mean?.value, mean?.error];
				}),
			]),
			...withoutResult(section).map(({ sampler, asked, status, reason }) => [
				section.target.label,
				section.target.detail,
				section.machine.label,
				section.machine.unit,
				...[undefined, status, sampler.label],
				...Array.from({ length: 13 }, () => undefined),
				...[0, asked, undefined, undefined, reason],
				...sizeColumns.map(() => undefined),
				...[undefined, undefined, undefined],
				...names.flatMap(() => [undefined, undefined]),
			]),
		]),
	);
}
