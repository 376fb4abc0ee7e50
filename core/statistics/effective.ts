/** The number of effective draws that an error bar needs, and how sure of that number one must be. */

/** Fewest effective draws for which an error bar is called resolved. */
export const fewestEffective = 25;

/** One-sided 95 % of the normal law: the floor is asked of a lower bound, not of a lucky estimate. */
export const oneSided = 1.6448536269514722;
