/**
 * Is the S of somebody else ours? For a nearest-neighbour kinetic term and a polynomial potential their
 * S is fitted by ours term by term, so that a wrong factor is named.
 */

import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import { toleranceOf } from "../../actions/float64-action.js";
import { geometryOf } from "../../actions/manifolds/registry.js";
import { digits } from "../../core/digits.js";
import type { FieldSpace } from "../../core/field-space.js";
import { neighbours } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import {
	cholesky,
	solveFactored,
} from "../../core/statistics/inference/linear-algebra.js";
import type { Verdict } from "../../core/verdict.js";

/** Fields that `check` asks about. */
export const checkCount = 16;

/** The same fields for everyone: elements of the manifold; on a line normals of different widths. */
export function checkFields({ space }: Action): Float64Array {
	const { size, components } = space;
	const random = createRandom("convention");
	const fields = new Float64Array(checkCount * size);
	geometryOf(space).uniform(random, fields, components);
	if (space.manifold !== "line") return fields;
	return fields.map((value, i) => {
		const k = Math.floor(i / size);
		return value * (0.4 + 0.1 * k);
	});
}

/**
 * @param theirs their S of `fields`, [count, ...space.shape]
 * @param ours ours
 * @returns a reason that names the factor, if there is one; a constant alone does not matter
 */
export function compareConvention(
	action: Action,
	fields: Float64Array,
	theirs: ArrayLike<number>,
	ours: ArrayLike<number>,
): Verdict {
	const { size } = action.space;
	const toleranceFor = toleranceOf(action);
	const tolerance = (i: number): number =>
		toleranceFor(fields.subarray(i * size, (i + 1) * size), ours[i]);
	const count = ours.length;
	const same = (offset: number) =>
		Array.from({ length: count }, (_, i) => i).every(
			(i) =>
				Math.abs(theirs[i] - ours[i] - offset) <=
				tolerance(i) + (offset === 0 ? 0 : tolerance(0)),
		);
	if (same(0)) return { ok: true };
	const offset = theirs[0] - ours[0];
	if (same(offset))
		return {
			ok: true,
			note: `its S differs by the constant ${digits(offset)}, which does not matter`,
		};
	const form = polynomialOf(action);
	const cause =
		form === undefined
			? (factorOf(theirs, ours) ?? "it is another function of the fields")
			: termsOf(action.space, form, fields, theirs);
	return {
		ok: false,
		reason: `its S is not the one that was asked for: ${cause} (for example ${digits(theirs[0])} where it is ${digits(ours[0])})`,
	};
}

function factorOf(
	theirs: ArrayLike<number>,
	ours: ArrayLike<number>,
): string | undefined {
	const ratio = theirs[0] / ours[0];
	for (let i = 0; i < ours.length; i++)
		if (!(Math.abs(theirs[i] - ratio * ours[i]) <= 1e-4 * Math.abs(theirs[i])))
			return undefined;
	return `it is ${named(ratio)} times as large`;
}

/** Fits their S by a constant, the kinetic term and the powers. */
function termsOf(
	space: FieldSpace,
	{ kinetic, potential }: Polynomial,
	fields: Float64Array,
	theirs: ArrayLike<number>,
): string {
	const powers = [
		...new Set([
			2,
			4,
			...potential.flatMap((c, k) => (k > 0 && c !== 0 ? k : [])),
		]),
	].sort((a, b) => a - b);
	const columns = featuresOf(space, powers, fields);
	const fit = leastSquares(columns, theirs);
	if (fit === undefined || fit.residual > 1e-4)
		return "it is no sum of a nearest-neighbour term and these powers: another lattice, other boundaries, or neighbours taken in one direction only?";
	const [, ownKinetic, ...own] = fit.coefficients;
	const wrong: string[] = [];
	const compare = (found: number, expected: number, term: string) => {
		if (Math.abs(found - expected) <= 1e-3 * (Math.abs(expected) + 0.01))
			return;
		wrong.push(
			expected === 0
				? `there is a term ${digits(found)} ${term}`
				: Math.abs(found) < 1e-6 * Math.abs(expected)
					? `the term in ${term} is missing`
					: `the term in ${term} is ${named(found / expected)} times as large`,
		);
	};
	compare(ownKinetic, kinetic, "(φ_{x+μ} − φ_x)²");
	powers.forEach((power, i) => {
		compare(own[i], potential[power] ?? 0, `φ${superscript(power)}`);
	});
	return wrong.length === 0
		? "it differs by more than rounding"
		: wrong.join(", ");
}

/** A constant, sum_mu (phi_{x+mu} - phi_x)^2, and sums of powers, of each configuration. */
function featuresOf(
	{ lattice, size }: FieldSpace,
	powers: readonly number[],
	fields: Float64Array,
): readonly Float64Array[] {
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	const count = fields.length / size;
	const columns = [1, 1, ...powers].map(() => new Float64Array(count));
	for (let i = 0; i < count; i++) {
		columns[0][i] = 1;
		for (let x = 0; x < size; x++) {
			const phi = fields[i * size + x];
			for (let link = 0; link < links; link += 2)
				columns[1][i] +=
					(fields[i * size + nearest[x * links + link]] - phi) ** 2;
			powers.forEach((power, k) => {
				columns[k + 2][i] += phi ** power;
			});
		}
	}
	return columns;
}

function leastSquares(
	columns: readonly Float64Array[],
	values: ArrayLike<number>,
): { coefficients: number[]; residual: number } | undefined {
	const n = columns.length;
	// Columns of one length each keep the system well conditioned.
	const norms = columns.map((column) => Math.hypot(...column));
	const matrix = new Float64Array(n * n);
	const right: number[] = [];
	for (let a = 0; a < n; a++) {
		for (let b = 0; b < n; b++)
			matrix[a * n + b] = dot(columns[a], columns[b]) / (norms[a] * norms[b]);
		right.push(dot(columns[a], values) / norms[a]);
	}
	const factor = cholesky(matrix, n);
	if (factor === undefined) return undefined;
	const coefficients = Array.from(
		solveFactored(factor, right),
		(value, a) => value / norms[a],
	);
	let [squares, rest] = [0, 0];
	for (let i = 0; i < values.length; i++) {
		const fitted = columns.reduce(
			(sum, column, a) => sum + coefficients[a] * column[i],
			0,
		);
		squares += values[i] ** 2;
		rest += (values[i] - fitted) ** 2;
	}
	return { coefficients, residual: Math.sqrt(rest / squares) };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
	return sum;
}

/** A ratio in the words of conventions, where it is one of theirs. */
function named(ratio: number): string {
	for (const [value, words] of [
		[1 / 2, "1/2"],
		[1 / 4, "1/4"],
		[1 / 24, "1/4!"],
		[1 / 6, "1/6"],
		[2, "2"],
		[4, "4"],
		[-1, "−1"],
	] as const)
		if (Math.abs(ratio / value - 1) < 1e-3) return words;
	return digits(ratio);
}

function superscript(power: number): string {
	return Array.from(String(power), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join(
		"",
	);
}
