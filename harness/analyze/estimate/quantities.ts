/**
 * The quantities of a table: the mean of every column, and formulas of means, each with the deviations that
 * its error comes from. A formula is projected on its exact gradient, so that all correlations are included.
 */
import { element } from "../../../core/elements.js";
import {
	deviations,
	meanOfEach,
} from "../../../core/statistics/chains/gamma-method.js";
import { scaled, unitScale } from "../../../core/statistics/chains/scale.js";
import type { Projected } from "../../../metrics/cell/estimate-projected.js";
import { ratioOf } from "../../../metrics/cell/reweighted-chain.js";
import { project } from "../../../metrics/derived/gradient.js";
import type { Formula } from "../formula/formula.js";
import type { Table } from "../table.js";

export interface Quantity extends Projected {
	readonly name: string;
	/** Deviations of the rows, not weighted and without gaps. */
	readonly deltas: readonly Float64Array[];
	readonly formula?: Formula;
	/** For a formula: the means that enter, and their deviations. */
	readonly parts: readonly Quantity[];
}

/** @param weights of each row, up to a common factor; absent where all count alike */
export function columnQuantity(
	table: Table,
	name: string,
	weights?: readonly Float64Array[],
): Quantity {
	const chains = table.columns.get(name) ?? [];
	const value = weights === undefined ? undefined : ratioOf(chains, weights);
	const plain = value === undefined ? deviations(chains) : undefined;
	const mean = value ?? plain?.mean ?? Number.NaN;
	const deltas =
		plain?.deltas ?? chains.map((series) => series.map((x) => x - mean));
	return {
		name,
		value: mean,
		deltas,
		parts: [],
		// A ratio of means is no linear function of them, but its bias is that of the weights, and graded there.
		replicaValues: () =>
			weights === undefined
				? meanOfEach(deltas).map((own) => mean + own)
				: chains.map((series, c) => ratioOf([series], [element(weights, c)])),
	};
}

/** @param parts the quantities that the formula needs, in its order */
export function formulaQuantity(
	formula: Formula,
	parts: readonly Quantity[],
): Quantity {
	const means = parts.map(({ value }) => value);
	const slopes = formula.slopes(means);
	const zeros = means.map(() => 0);
	return {
		name: formula.name,
		formula,
		parts,
		value: formula.value(means),
		deltas: element(parts, 0).deltas.map((_, c) =>
			project(
				parts.map(({ deltas }) => element(deltas, c)),
				zeros,
				slopes,
			),
		),
		replicaValues: () => {
			const values = parts.map((part) => part.replicaValues());
			return element(values, 0).map((_, c) =>
				formula.value(values.map((chains) => element(chains, c))),
			);
		},
		nonlinear: true,
	};
}

/**
 * How a formula behaves where its means are moved together by as much as moves its value by two errors:
 * a reason where it is not defined there, a flag where it is bent by more than its error.
 */
export function curvatureOf(
	{ formula, parts, deltas, value }: Quantity,
	error: number,
): { readonly reason?: string; readonly flag?: string } {
	if (formula === undefined || !(error > 0)) return {};
	const means = parts.map((part) => part.value);
	const scale = unitScale(deltas);
	const near = scaled(deltas, scale);
	const variance = product(near, near);
	const along = parts.map((part) => {
		const other = unitScale(part.deltas);
		const common = product(scaled(part.deltas, other), near);
		return 2 * error * (common / variance) * (scale / other);
	});
	const at = (sign: number): number =>
		formula.value(means.map((mean, k) => mean + sign * element(along, k)));
	const [low, high] = [at(-1), at(1)];
	if (!Number.isFinite(low) || !Number.isFinite(high)) {
		return { reason: "not defined within two errors of the measured means" };
	}
	return Math.abs(low + high - 2 * value) / 2 > error
		? {
				flag: "bent by more than its error within two of them: the error is not symmetric",
			}
		: {};
}

function product(
	left: readonly Float64Array[],
	right: readonly Float64Array[],
): number {
	let sum = 0;
	for (const [c, series] of left.entries()) {
		for (let i = 0; i < series.length; i++)
			sum += element(series, i) * element(element(right, c), i);
	}
	return sum;
}
