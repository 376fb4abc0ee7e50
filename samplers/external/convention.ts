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
import { element } from "../../core/elements.js";
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
		toleranceFor(fields.subarray(i * size, (i + 1) * size), element(ours, i));
	const differences = Array.from(
		theirs,
		(value, i) => value - element(ours, i),
	);
	const same = (offset: number) =>
		differences.every(
			(difference, i) =>
				Math.abs(difference - offset) <=
				tolerance(i) + (offset === 0 ? 0 : tolerance(0)),
		);
	if (same(0)) return { ok: true };
	const offset = element(differences, 0);
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
		reason: `its S is not the one that was asked for: ${cause} (for example ${digits(element(theirs, 0))} where it is ${digits(element(ours, 0))})`,
	};
}

function factorOf(
	theirs: ArrayLike<number>,
	ours: ArrayLike<number>,
): string | undefined {
	const ratio = element(theirs, 0) / element(ours, 0);
	const fits = Array.from(theirs).every(
		(value, i) =>
			Math.abs(value - ratio * element(ours, i)) <= 1e-4 * Math.abs(value),
	);
	return fits ? `it is ${named(ratio)} times as large` : undefined;
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
	const [, ownKinetic = Number.NaN, ...own] = fit.coefficients;
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
		compare(element(own, i), potential[power] ?? 0, `φ${superscript(power)}`);
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
	const rows = Array.from({ length: fields.length / size }, (_, i) => {
		const field = fields.subarray(i * size, (i + 1) * size);
		let squares = 0;
		for (const [x, phi] of field.entries())
			for (let link = x * links; link < (x + 1) * links; link += 2)
				squares += (element(field, element(nearest, link)) - phi) ** 2;
		const sums = powers.map((power) =>
			field.reduce((sum, phi) => sum + phi ** power, 0),
		);
		return [1, squares, ...sums];
	});
	return [1, 1, ...powers].map((_, k) =>
		Float64Array.from(rows, (row) => element(row, k)),
	);
}

function leastSquares(
	columns: readonly Float64Array[],
	values: ArrayLike<number>,
): { coefficients: number[]; residual: number } | undefined {
	// Columns of one length each keep the system well conditioned.
	const norms = columns.map((column) => Math.hypot(...column));
	const matrix = columns.flatMap((one, a) =>
		columns.map(
			(other, b) => dot(one, other) / (element(norms, a) * element(norms, b)),
		),
	);
	const right = columns.map(
		(column, a) => dot(column, values) / element(norms, a),
	);
	const factor = cholesky(Float64Array.from(matrix), columns.length);
	if (factor === undefined) return undefined;
	const coefficients = Array.from(
		solveFactored(factor, right),
		(value, a) => value / element(norms, a),
	);
	let [squares, rest] = [0, 0];
	for (const [i, value] of Array.from(values).entries()) {
		const fitted = columns.reduce(
			(sum, column, a) => sum + element(coefficients, a) * element(column, i),
			0,
		);
		squares += value ** 2;
		rest += (value - fitted) ** 2;
	}
	return { coefficients, residual: Math.sqrt(rest / squares) };
}

function dot(a: Float64Array, b: ArrayLike<number>): number {
	return a.reduce((sum, value, i) => sum + value * element(b, i), 0);
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
