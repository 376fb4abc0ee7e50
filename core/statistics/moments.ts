/** Sums, means and variances of plain series, summed in order from the first value on, in float64. */
type Values = readonly number[] | Float64Array;

export function sum(values: Values): number {
	let total = 0;
	for (let i = 0; i < values.length; i++) total += values[i];
	return total;
}

/** NaN for no values. */
export function mean(values: Values): number {
	return sum(values) / values.length;
}

/** Sum of (x - centre)^2. */
export function sumOfSquares(values: Values, centre = mean(values)): number {
	let total = 0;
	for (let i = 0; i < values.length; i++) total += (values[i] - centre) ** 2;
	return total;
}

/** With divisor N - 1; NaN below two values. */
export function variance(values: Values): number {
	return sumOfSquares(values) / (values.length - 1);
}

/** Squared standard error of the mean of independent values. */
export function varianceOfMean(values: Values): number {
	return variance(values) / values.length;
}

/** The mean of independent values with its standard error. */
export function meanWithError(values: Values): {
	readonly value: number;
	readonly error: number;
} {
	return { value: mean(values), error: Math.sqrt(varianceOfMean(values)) };
}
