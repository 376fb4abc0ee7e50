/** Gradients to a low error of one site and of the zero mode, and those of the preparation. */
import { defined } from "../../core/elements.js";
import type {
	BenchRecord,
	EstimatorName,
	Interval,
} from "../../core/record.js";
import { combine, medianOf, toInterval } from "./combine.js";

export interface Gradients {
	/** Of drawing, until the squared error of a mean is 0.01 of the variance: of phi^2 at one site. */
	readonly site?: Interval;
	/** The same of m^2. */
	readonly zeroMode?: Interval;
	/** Before the first draw, over all chains; median over seeds. */
	readonly preparation: number;
}

/** What the columns mean, for the notes below them. */
export const gradientsMean =
	"Gradients are counted over all chains until the squared error is 0.01 of the variance of one configuration, of φ² at one site (the measure of arXiv:2503.01707) and of m², the zero mode that the site hides; those of the preparation are not among them";

/** Undefined where drawing counts no gradients. */
export function gradientsOf(
	records: readonly BenchRecord[],
	estimator: EstimatorName,
): Gradients | undefined {
	const counted = records.filter(
		({ cost }) => (cost?.draw?.gradientEvaluations ?? 0) > 0,
	);
	if (counted.length === 0 || counted.length < records.length) return undefined;
	const over = (name: string): Interval | undefined => {
		const found = counted.flatMap(
			({ efficiency }) =>
				efficiency?.[estimator]?.gradientsToLowError?.[name] ?? [],
		);
		const log = found.length < counted.length ? undefined : combine(found);
		return log === undefined ? undefined : toInterval(log);
	};
	const preparation = medianOf(
		counted.map(({ cost = {} }) =>
			(["compile", "tune", "train", "thermalise"] as const).reduce(
				(sum, phase) => sum + (cost[phase]?.gradientEvaluations ?? 0),
				0,
			),
		),
	);
	const [site, zeroMode] = [over("siteSquare"), over("magnetization2")];
	return site === undefined && zeroMode === undefined
		? undefined
		: {
				...defined({ site, zeroMode }),
				preparation: preparation ?? 0,
			};
}
