/** The charts of a report. */
import { agreement } from "./agreement.js";
import { autocorrelation } from "./autocorrelation.js";
import type { Chart } from "./chart.js";
import { commits } from "./commits.js";
import { costByPhase } from "./cost-by-phase.js";
import { efficiency } from "./efficiency.js";
import { energies } from "./energies.js";
import { essGrowth } from "./ess-growth.js";
import { areaLaw, chargeLaw } from "./exact-torus.js";
import { histories } from "./histories.js";
import { modeErrors } from "./mode-errors.js";
import { observables } from "./observables.js";
import { pairPlot } from "./pair-plot.js";
import { pulls } from "./pulls.js";
import { rankPlots } from "./rank-plots.js";
import { scaling } from "./scaling.js";
import { size } from "./size.js";
import { totalCost } from "./total-cost.js";
import { training } from "./training.js";
import { tunnelling } from "./tunnelling.js";
import { twoPoint } from "./two-point.js";
import { weights } from "./weights.js";

/** All charts, in the order in which a report shows them. */
export const charts: readonly Chart[] = [
	efficiency,
	totalCost,
	agreement,
	costByPhase,
	autocorrelation,
	observables,
	twoPoint,
	chargeLaw,
	areaLaw,
	pulls,
	histories,
	weights,
	training,
	size,
	commits,
	scaling,
	essGrowth,
	rankPlots,
	energies,
	pairPlot,
	modeErrors,
	tunnelling,
];
