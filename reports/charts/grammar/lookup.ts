/** Labels of ticks, as expressions of Vega. */

/**
 * Expression that finds the label of a tick. The keys are ours, but the labels may hold anything.
 * Each label has a sign in front, because Vega takes strings such as "constructor" for signals.
 * @param otherwise expression for ticks without a label
 */
export function lookup(
	labels: Readonly<Record<string, string>>,
	otherwise?: string,
): string {
	const signed = Object.entries(labels).map(([key, label]) => [
		key,
		`=${label}`,
	]);
	const found = `(${JSON.stringify(Object.fromEntries(signed))})['' + datum.value]`;
	return otherwise === undefined
		? `slice(${found}, 1)`
		: `isValid(${found}) ? slice(${found}, 1) : ${otherwise}`;
}
