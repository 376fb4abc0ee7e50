/** One comparison of a benchmark: ours against another program, or against the floor, measured in turn with it. */
import { quantileSorted } from "simple-statistics";
import { z } from "zod";
import { type Arm, armOf } from "../core/statistics/inference/welch.js";
import { sum } from "../core/statistics/moments.js";

export const ratioSchema = z.strictObject({
	/** What was done, as words that stay the same from commit to commit. */
	what: z.string(),
	/** The other: a compiler with its flags, a library with its version. */
	against: z.string(),
	/** How many times as fast ours is by the clock: the median of the rounds, and their quartiles. */
	faster: z.number(),
	low: z.number(),
	high: z.number(),
	/** The same in processor seconds, where they were measured. */
	cores: z.number().nullable(),
	rounds: z.int(),
	/** The mean logarithm of that number with the variance of the mean; null if nothing tells its scatter. */
	log: z
		.strictObject({
			mean: z.number(),
			variance: z.number(),
			degreesOfFreedom: z.number(),
		})
		.nullable(),
});

export type Ratio = z.infer<typeof ratioSchema>;

/** @param faster of each round */
export function ratioOf(
	what: string,
	against: string,
	faster: readonly number[],
	cores: readonly number[] = [],
): Ratio {
	const sorted = faster.toSorted((a, b) => a - b);
	const middle = (values: readonly number[]) =>
		quantileSorted(
			values.toSorted((a, b) => a - b),
			0.5,
		);
	return {
		what,
		against,
		faster: middle(faster),
		low: quantileSorted(sorted, 0.25),
		high: quantileSorted(sorted, 0.75),
		cores: cores.length === 0 ? null : middle(cores),
		rounds: faster.length,
		log: scatterOf(faster),
	};
}

/** One round has no scatter. */
function scatterOf(faster: readonly number[]): Arm | null {
	return faster.length < 2 ? null : armOf(faster.map(Math.log));
}

/** Quartiles of a normal law in standard deviations. */
const quartile = 0.674;

/**
 * Of one estimate instead of rounds: the logarithm of the ratio is a sum of independent parts, whose variances add.
 */
export function estimatedRatio(
	told: Pick<Ratio, "what" | "against" | "faster" | "cores" | "rounds">,
	parts: readonly Pick<Arm, "variance" | "degreesOfFreedom">[],
): Ratio {
	const variance = sum(parts.map((part) => part.variance));
	const reach = Math.exp(quartile * Math.sqrt(variance));
	// Satterthwaite's degrees of freedom of the sum.
	const degrees =
		variance ** 2 /
		sum(parts.map((part) => part.variance ** 2 / part.degreesOfFreedom));
	return {
		...told,
		low: told.faster / reach,
		high: told.faster * reach,
		log: {
			mean: Math.log(told.faster),
			variance,
			degreesOfFreedom: degrees,
		},
	};
}
