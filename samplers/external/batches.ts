/**
 * Counts to ask for, one after another, until there are enough: a program that was compiled for some
 * counts is asked for these alone, the largest that fits first.
 */
export function batches(
	count: number,
	sizes: readonly number[] | undefined,
): readonly number[] {
	if (sizes === undefined) return [count];
	const sorted = [...sizes].sort((a, b) => b - a);
	const smallest = sorted.at(-1) ?? count;
	const asked: number[] = [];
	for (let rest = count; rest > 0; ) {
		const size = sorted.find((candidate) => candidate <= rest) ?? smallest;
		asked.push(size);
		rest -= size;
	}
	return asked;
}
