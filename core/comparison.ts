/**
 * The comparison holds what follows only from several cells of one target. It is stored as
 * comparison.json beside the records, and follows from the records and the stored histories alone.
 * Schema 1. `latticebench schema comparison` prints the JSON Schema of this file.
 *
 *   const comparison = comparisonSchema.parse(JSON.parse(text));
 *   for (const { action, pairs } of comparison.targets)
 *     for (const { name, verdict } of pairs) console.log(action.label, name, verdict);
 */
import { z } from "zod";
import { checkSchema, estimatorNames } from "./record.js";

const nonNegative = z.number().min(0);
const probability = z.number().min(0).max(1);
const index = z.number().int().min(0);

/** Median and range over seeds; with few seeds these are all that can honestly be said. */
const spreadSchema = z.strictObject({
	median: nonNegative,
	low: nonNegative,
	high: nonNegative,
	seeds: z.number().int().min(1),
});

/** Number of effective configurations from which a sampler is cheaper than a baseline in total. */
const breakEvenSchema = z.strictObject({
	/** From the medians over seeds; 0 where it is cheaper from the start, absent where it never is. */
	value: nonNegative.optional(),
	/** 5 % quantile of the bootstrap over seeds; absent where even that is infinite. */
	low: nonNegative.optional(),
	/** 95 % quantile; absent where it is infinite: no number of configurations is known to be enough. */
	high: nonNegative.optional(),
	/** Share of bootstrap samples in which the baseline is never beaten. */
	never: probability,
});
export type BreakEven = z.infer<typeof breakEvenSchema>;

/** One sampler through one of its estimators. */
const comparedRowSchema = z.strictObject({
	/** Its label, and what tells it apart from others of that label: "realnvp (80 steps)". */
	sampler: z.string(),
	estimator: z.enum(estimatorNames),
	/** Version and commit of the program that ran it. */
	program: z.string().optional(),
	/** Keys of its records, one for each seed. */
	keys: z.array(z.string()).min(1),
});
export type ComparedRow = z.infer<typeof comparedRowSchema>;

const pairCheckSchema = checkSchema.extend({
	/** p after Holm's correction over all pairs of the target. */
	adjusted: probability.optional(),
});
export type PairCheck = z.infer<typeof pairCheckSchema>;

const pairSchema = z.strictObject({
	/** "<sampler> (<estimator>) ~ <sampler> (<estimator>)". */
	name: z.string(),
	/** Places in `rows`. */
	left: index,
	right: index,
	/** `fail`: at least one of the two is wrong. `pass`: every check passed. */
	verdict: z.enum(["pass", "fail", "inconclusive"]),
	/** By observable; where both histories are stored also "joint", all of them together, and "law of <observable>". */
	checks: z.record(z.string(), pairCheckSchema),
});
export type Pair = z.infer<typeof pairSchema>;

const priceSchema = z.strictObject({
	/** Place in `rows`. */
	row: index,
	/** Device-seconds before the first draw. */
	preparation: spreadSchema,
	/** Device-seconds of one effective configuration of the slowest observable. */
	perEffective: spreadSchema,
	/** Effective configurations per device-second. */
	rate: spreadSchema,
});
export type Price = z.infer<typeof priceSchema>;

/** Prices are compared on equal hardware only, in core-seconds where that was busy with something else. */
const pricesSchema = z.strictObject({
	/** As `hardwareKey` in identity.ts makes it. */
	hardware: z.string(),
	prices: z.array(priceSchema),
	breakEven: z.array(
		z.strictObject({
			/** Places in `rows`. */
			row: index,
			baseline: index,
			n: breakEvenSchema,
		}),
	),
});
export type Prices = z.infer<typeof pricesSchema>;

const targetComparisonSchema = z.strictObject({
	action: z.strictObject({
		name: z.string(),
		label: z.string(),
		shape: z.array(z.number().int().min(1)).min(1),
		parameters: z.record(z.string(), z.number()),
	}),
	rows: z.array(comparedRowSchema),
	/** Every pair of samplers; a flow speaks through its weights, its Metropolis chain holding the same draws. */
	pairs: z.array(pairSchema),
	machines: z.array(pricesSchema),
});
export type TargetComparison = z.infer<typeof targetComparisonSchema>;

export const comparisonSchema = z.strictObject({
	schema: z.literal(1),
	targets: z.array(targetComparisonSchema),
});
export type Comparison = z.infer<typeof comparisonSchema>;
