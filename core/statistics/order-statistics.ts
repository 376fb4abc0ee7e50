/** Numbers by their rank, without sorting: Hoare's selection, which takes a few passes. */

/**
 * The number that would stand at place k of the sorted values; the values change their order.
 * @param values without NaN @param k from 0 on
 */
export function select(values: Float64Array, k: number): number {
	let low = 0;
	let high = values.length - 1;
	while (low < high) {
		const pivot = middleOf(
			values[low],
			values[(low + high) >>> 1],
			values[high],
		);
		let i = low;
		let j = high;
		while (i <= j) {
			while (values[i] < pivot) i++;
			while (values[j] > pivot) j--;
			if (i <= j) {
				const value = values[i];
				values[i++] = values[j];
				values[j--] = value;
			}
		}
		if (k <= j) high = j;
		else if (k >= i) low = i;
		else return values[k];
	}
	return values[k];
}

/** The number in the middle, or the mean of the two there; NaN for no values. @param values without NaN */
export function median(values: ArrayLike<number>): number {
	const { length } = values;
	if (length === 0) return Number.NaN;
	const own = new Float64Array(values);
	const upper = select(own, length >>> 1);
	if (length % 2 === 1) return upper;
	return (select(own, length / 2 - 1) + upper) / 2;
}

function middleOf(a: number, b: number, c: number): number {
	return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
