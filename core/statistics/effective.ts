/** How many effective draws an error bar needs, and how certain that number must be. */

/** Fewest effective draws for which an error bar is called resolved. */
export const fewestEffective = 25;

/** The lower end of an interval that is too low, in words: rounded down, so that it stays below what is needed. */
export function tooFew(least: number): string {
	return `${Math.max(0, Math.floor(10 * least) / 10)} at the lower end of its interval; an error bar needs ${fewestEffective}`;
}

/** One-sided 95 % of the normal law: the floor is asked of a lower bound, not of a lucky estimate. */
export const oneSided = 1.6448536269514722;
