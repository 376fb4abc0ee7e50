/**
 * Where two lines of total cost t(n) = P + n / r cross: n = (P_a - P_b) / (1/r_b - 1/r_a).
 * The interval is Fieller's (J. R. Stat. Soc. B 16 (1954) 175), which may be unbounded: where the
 * rates cannot be told apart, nobody knows when the dearer preparation pays.
 */
import type { Interval } from "../../core/record.js";
import { preparationOf, type Row } from "./model.js";

const sigmas = 1.6448536269514722;

/** Break-even of `a` against `b` with its 90 % interval; undefined where the lines do not cross at n > 0. */
export function breakEven(a: Row, b: Row): Interval | undefined {
	if (a.rate === undefined || b.rate === undefined) return undefined;
	if (a.log === undefined || b.log === undefined) return undefined;
	if (a.preparation === undefined || b.preparation === undefined)
		return undefined;
	const top = a.preparation - b.preparation;
	const bottom = 1 / b.rate.value - 1 / a.rate.value;
	const value = top / bottom;
	if (!Number.isFinite(value) || value <= 0) return undefined;
	const varTop = spread(a) + spread(b);
	const varBottom =
		(a.log.error / a.rate.value) ** 2 + (b.log.error / b.rate.value) ** 2;
	const g = (sigmas ** 2 * varBottom) / bottom ** 2;
	if (!(g < 1)) {
		const low =
			(Math.abs(top) - sigmas * Math.sqrt(varTop)) /
			(Math.abs(bottom) + sigmas * Math.sqrt(varBottom));
		return { value, low: Number.isFinite(low) ? Math.max(0, low) : 0 };
	}
	const half =
		(sigmas / Math.abs(bottom)) *
		Math.sqrt(varTop + value ** 2 * varBottom - g * varTop);
	return {
		value,
		low: Math.max(0, (value - half) / (1 - g)),
		high: (value + half) / (1 - g),
	};
}

/** Squared standard error of the mean preparation over the seeds. */
function spread(row: Row): number {
	const costs = row.seeds.map((seed) => preparationOf(seed.record));
	if (costs.length < 2) return 0;
	const mean = costs.reduce((a, b) => a + b, 0) / costs.length;
	const squares = costs.reduce((total, x) => total + (x - mean) ** 2, 0);
	return squares / (costs.length - 1) / costs.length;
}
