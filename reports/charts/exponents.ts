/** Powers of L as cells of a table: from all sizes, and without the smallest, where corrections are largest. */
import type { PowerLaw } from "../../core/statistics/inference/power-law.js";
import {
	formatEstimate,
	formatNumber,
	formatParameter,
} from "../text/format.js";
import { fitOf, type Series } from "./size-series.js";

export const exponentColumns = [
	"values at L",
	"exponent",
	"χ²/dof",
	"exponent at larger L",
	"χ²/dof there",
] as const;

export function exponentCells({ points }: Series): (string | null)[] {
	const sizes = [...new Set(points.map(({ extent }) => extent))].sort(
		(a, b) => a - b,
	);
	const from = sizes[Math.floor(sizes.length / 3)] ?? 0;
	const all = fitOf(points);
	const larger = fitOf(points.filter(({ extent }) => extent >= from));
	return [
		points
			.map(
				({ extent, value, error }) =>
					`${formatParameter(extent)}: ${formatEstimate(value, error)}`,
			)
			.join("; "),
		all === undefined ? "needs three sizes" : exponentOf(all),
		qualityOf(all),
		larger === undefined
			? null
			: `L ≥ ${formatParameter(from)}: ${exponentOf(larger)}`,
		qualityOf(larger),
	];
}

function exponentOf({ exponent }: PowerLaw): string {
	return formatEstimate(exponent.value, exponent.error);
}

function qualityOf(fit: PowerLaw | undefined): string | null {
	return fit === undefined
		? null
		: `${formatNumber(fit.chi2, 2)}/${fit.degreesOfFreedom}`;
}
