/**
 * Work that several observables and columns share on one block of fields. Each of them is a pure function of the fields, so a
 * result may be kept only as long as nobody can fill the array anew: while one synchronous call runs.
 *
 *   whileUnchanged(fields, () => observables.map((one) => one.measure(fields, ...)));
 *   const sums = once(fields, key, () => sumsOf(fields));     // in observables: at most one computation in such a call
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

/** What `compute` gives for these fields, computed once for each key where they cannot change and for each call elsewhere. */
export function once<T>(fields: object, key: object, compute: () => T): T {
	if (block?.fields !== fields) return compute();
	const { results } = block;
	if (results.has(key)) return results.get(key) as T;
	const result = compute();
	results.set(key, result);
	return result;
}
