/** What the weights alone say. Their errors are those of independent draws, or of a chain. */
import { defined } from "../../../core/elements.js";
import { autocorrelation } from "../../../core/statistics/chains/autocorrelation.js";
import { acceptanceFromWeights } from "../../../core/statistics/weights/acceptance.js";
import { gradeWeights } from "../../../core/statistics/weights/grade.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { paretoSmooth } from "../../../core/statistics/weights/pareto.js";
import type { WeightsAnalysis } from "../analysis.js";
import { type Context, flatten } from "./context.js";
import type { Grade } from "./estimate.js";

export interface Weighed {
	readonly grade: Grade;
	readonly analysis: WeightsAnalysis;
}

/** @throws InputError if a log weight is NaN or +infinity, or if all weights are zero */
export function weigh(
	{ weights = [], correlated, stretch }: Context,
	logWeights: readonly Float64Array[],
): Weighed {
	const all = flatten(logWeights);
	const summary = summarizeWeights(all);
	const count = all.length;
	const { kishEss } = summary;
	// 2 tauInt = Var(mean) / (Var / N), of log Z and of the Kish ESS.
	const inflation = (influence: (scaled: number) => number): number => {
		if (!correlated) return 1;
		const { tauInt } = autocorrelation(
			weights.map((series) => series.map((w) => influence(w * count))),
			stretch === undefined ? {} : { stretch },
		);
		return Math.sqrt(2 * Math.max(0.5, tauInt ?? 0.5));
	};
	const ofLogZ = inflation((w) => w - 1);
	const ofKish = inflation((w) => 2 * w - (w * w * kishEss) / count - 1);
	const relative = Math.min(1, 1 / ofLogZ ** 2);
	const pareto = paretoSmooth(all, relative);
	const metropolis = correlated ? undefined : acceptanceFromWeights(all);
	const kishEssError = summary.kishEssError * ofKish;
	const grade = gradeWeights({ ...summary, kishEssError }, pareto);
	return {
		grade,
		analysis: {
			kishEss,
			kishEssError,
			acceptance: metropolis?.acceptance ?? null,
			metropolisTauInt: metropolis?.tauInt ?? null,
			paretoK: Number.isFinite(pareto.k) ? pareto.k : null,
			logZ: summary.logZ,
			logZError: summary.logZError * ofLogZ,
			largestShare: summary.largestShare,
			status: grade.status,
			...defined({ reason: grade.reason, flags: grade.flags }),
		},
	};
}
