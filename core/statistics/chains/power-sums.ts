/** Sums of powers of series, and the largest value, from one pass; several tests of one column need them. */
import { resident } from "./resident.js";

export interface PowerSums {
	readonly count: number;
	/** Sums of x, x^2, x^3 and x^4, in order from the first value on. */
	readonly first: number;
	readonly squares: number;
	readonly cubes: number;
	readonly fourth: number;
	/** The largest |x|. */
	readonly largest: number;
}

const known = new WeakMap<readonly Float64Array[], PowerSums>();

/** Of replicas that do not change any more: they are looked at once. */
export function powerSums(replicas: readonly Float64Array[]): PowerSums {
	const before = known.get(replicas);
	if (before !== undefined) return before;
	const own = resident(replicas);
	const out = own.scratch().float64(5);
	own.exports.powers(own.count, own.table, out.address);
	const [first, squares, cubes, fourth, largest] = out.view;
	const count = replicas.reduce((sum, { length }) => sum + length, 0);
	const sums = { count, first, squares, cubes, fourth, largest };
	known.set(replicas, sums);
	return sums;
}
