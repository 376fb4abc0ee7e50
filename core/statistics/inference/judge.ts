/**
 * Three verdicts about a difference d with standard error s:
 *
 *   fail          Student's |d|/s is too large for chance, Holm-adjusted p < 1e-3 over all checks asked together
 *   pass          the 90 % interval of d lies within the margin (two one-sided tests), and p >= 1e-3 by itself
 *   inconclusive  neither: the error bar is wider than the margin, or d is suspicious but one of many
 *
 * The margin is a tenth of the standard deviation of the quantity over configurations, unless stated: some
 * three hundred effective draws decide. Skewness is taken out first (asymmetry.ts). Student's t and not the
 * normal law: with 50 autocorrelation times P(|z| > 3) would be 1.1 % instead of 0.27 %.
 */
import { element } from "../../../core/elements.js";
import type { Check, ObservableResult } from "../../record.js";
import { statisticalPart } from "../weights/systematic.js";
import { largestAsymmetry, symmetrised } from "./asymmetry.js";
import {
	studentQuantile,
	studentSurvival,
	studentTwoSided,
} from "./distributions.js";
import { corrected, holm } from "./multiplicity.js";
import { shownP } from "./shown-p.js";

/** Family-wise level of the gate. */
export const familyLevel = 1e-3;

export interface Difference {
	readonly value: number;
	readonly error: number;
	readonly degreesOfFreedom: number;
	/** Largest |d| that counts as agreement. */
	readonly margin: number;
	/** Effective draws behind the error bar; unlimited if absent. */
	readonly effective?: number | undefined;
	/** Skewness of the difference, as in asymmetry.ts; 0 if absent. */
	readonly asymmetry?: number | undefined;
	/** Part of the error that more draws cannot lower: that of a stored reference. */
	readonly referenceError?: number;
}

/** A check before Holm's correction over its family. */
export type Draft = Omit<Check, "verdict"> & {
	/** Verdict if the p-value does not say `fail`. */
	readonly otherwise: "pass" | "inconclusive";
	/** Verdict whatever the p-value. */
	readonly fixed?: Check["verdict"];
	/** What a `fail` means, to be said with the p-value. */
	readonly alarm?: string;
};

/** |d log Z| that counts as agreement: log Z has no standard deviation over configurations. */
export const logZMargin = 0.02;

/**
 * With fewer effective draws the tails of t are not those of Student's law: a low mean of a skewed
 * quantity comes with a tiny error. No check fails then below |t| = 5 times the ratio of both numbers.
 * Among 1500 and 2000 sound cells of 25 and 100 effective draws, `npm run bench -- false-alarms` has met
 * |t| of up to 21 and 7.8, where this asks for 40 and 10.
 */
const fewestToFail = 200;
const obvious = 5;

const marginInDeviations = 0.1;
/** Differences below this part of the margin are rounding: exact models have next to no error bar. */
const negligible = 1e-3;

/** A tenth of the standard deviation over configurations, from error and ESS. */
export function marginOf(result: ObservableResult): number {
	return (
		marginInDeviations * statisticalPart(result) * Math.sqrt(result.ess ?? 1)
	);
}

/** Why a check is open whose p-value is below the level by itself and not after Holm's correction. */
export const suspicion =
	"the p-value is suspicious: too small by itself, not for one of many tests";

/** The draft for one difference. */
export function judge(
	difference: Difference,
	about: Pick<Check, "claim"> & Partial<Check>,
): Draft {
	const { value, error, degreesOfFreedom, margin } = difference;
	if (Math.abs(value) <= negligible * margin) {
		const kind = "student";
		return { ...about, kind, statistic: 0, p: 1, otherwise: "pass" };
	}
	if (!(error > 0) || !(degreesOfFreedom > 0)) {
		return {
			...about,
			kind: "student",
			otherwise: "inconclusive",
			reason: "no error bar to judge by",
		};
	}
	const { asymmetry = 0 } = difference;
	const statistic = value / error;
	const plain = studentTwoSided(statistic, degreesOfFreedom);
	// An estimate of skewness may excuse a difference; being noisy itself, it does not accuse.
	const p = Math.min(
		1,
		Math.max(
			plain,
			studentTwoSided(symmetrised(statistic, asymmetry), degreesOfFreedom),
		),
	);
	const { effective = fewestToFail } = difference;
	if (
		p < familyLevel &&
		effective < fewestToFail &&
		Math.abs(statistic) * effective < obvious * fewestToFail
	) {
		return {
			...about,
			kind: "student",
			statistic,
			otherwise: "inconclusive",
			reason: `t = ${statistic.toFixed(1)} of ${effective.toPrecision(2)} effective draws: the tails of its law are known from ${fewestToFail} on`,
		};
	}
	if (Math.abs(asymmetry) > largestAsymmetry) {
		return {
			...about,
			kind: "student",
			statistic,
			otherwise: "inconclusive",
			reason: `the mean of so few effective draws is too skewed to be tested (skewness ${asymmetry.toFixed(2)})`,
		};
	}
	// |d| + t error <= margin, t the 95 % quantile; by its tail, which is quicker than the quantile.
	const room = (margin - Math.abs(value)) / error;
	const within = room > 0 && studentSurvival(room, degreesOfFreedom) <= 0.05;
	// Skewness may excuse a difference from a verdict of `fail`; it does not make it agreement.
	const suspicious = plain < familyLevel;
	const why = (): string => {
		if (p < familyLevel) return suspicion;
		if (suspicious)
			return `t = ${statistic.toFixed(1)} is large, though not for a mean as skewed as this`;
		const { referenceError = 0 } = difference;
		if (
			referenceError > 0 &&
			studentQuantile(0.95, degreesOfFreedom) * referenceError > margin
		) {
			return `the reference is too imprecise to judge: its error ${referenceError.toPrecision(2)} exceeds the margin of ${margin.toPrecision(2)}`;
		}
		return `the error ${error.toPrecision(2)} is too large to show agreement within ${margin.toPrecision(2)}`;
	};
	return {
		...about,
		kind: "student",
		statistic,
		p,
		otherwise: within && !suspicious ? "pass" : "inconclusive",
		...(within && !suspicious ? {} : { reason: why() }),
	};
}

/** Verdicts of a family: fail where the Holm-adjusted p-value is below `level`. */
export function settle(
	drafts: Readonly<Record<string, Draft>>,
	level = familyLevel,
): Record<string, Check> {
	const names = Object.keys(drafts);
	const tested = names.filter((name) => element(drafts, name).p !== undefined);
	const adjusted = holm(tested.map((name) => element(drafts, name).p ?? 1));
	const settled: Record<string, Check> = {};
	for (const name of names) {
		const { otherwise, fixed, alarm, ...rest } = element(drafts, name);
		const p = adjusted[tested.indexOf(name)];
		if (fixed !== undefined) {
			settled[name] = { ...rest, verdict: fixed };
		} else if (p !== undefined && p < level) {
			settled[name] = {
				...rest,
				verdict: "fail",
				reason: `${alarm === undefined ? "" : `${alarm}; `}${shownP(p)} ${corrected(tested.length)}, below ${level}`,
			};
		} else {
			settled[name] = { ...rest, verdict: otherwise };
		}
	}
	return settled;
}
