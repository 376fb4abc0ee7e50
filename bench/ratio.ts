/** One comparison of a benchmark: ours against another program, or against the floor, measured in turn with it. */
import { quantileSorted } from "simple-statistics";
import { z } from "zod";

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
	};
}
