/**
 * Shares work between observables and columns of one block of fields. Each of them is a pure function of the
 * fields, so a result may be kept as long as nobody refills the array: during one synchronous call.
 *
 *   whileUnchanged(fields, () => observables.map((one) => one.measure(fields, ...)));
 *   const sums = once(fields, key, () => sumsOf(fields));     // in observables: computed at most once in such a call
 */

let block:
	| { readonly fields: object; readonly results: Map<object, unknown> }
	| undefined;

/** Runs `work`, during which nobody writes to `fields`. */
export function whileUnchanged<T>(fields: object, work: () => T): T {
	const outer = block;
	block = { fields, results: new Map() };
	try {
		return work();
	} finally {
		block = outer;
	}
}

/**
 * What `compute` gives for these fields, computed once for each key where they cannot change and for each
 * call elsewhere.
 */
export function once<T>(fields: object, key: object, compute: () => T): T {
	if (block?.fields !== fields) return compute();
	const { results } = block;
	if (results.has(key)) return results.get(key) as T;
	const result = compute();
	results.set(key, result);
	return result;
}
