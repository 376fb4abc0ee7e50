import { agreement } from "./agreement.js";
import { autocorrelation } from "./autocorrelation.js";
import type { Chart } from "./chart.js";
import { commits } from "./commits.js";
import { costByPhase } from "./cost-by-phase.js";
import { efficiency } from "./efficiency.js";
import { histories } from "./histories.js";
import { observables } from "./observables.js";
import { pulls } from "./pulls.js";
import { scaling } from "./scaling.js";
import { size } from "./size.js";
import { totalCost } from "./total-cost.js";
import { training } from "./training.js";
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
	pulls,
	histories,
	weights,
	training,
	size,
	commits,
	scaling,
];
