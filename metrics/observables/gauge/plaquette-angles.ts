/**
 * The topological charge of U(1) links in two dimensions,
 *
 *   Q = (1/(2 pi)) sum_x P_x,   P_x in (-pi, pi] the angle of the plaquette.
 *
 * Q is a whole number on every configuration, because the links cancel in the sum up to multiples of 2 pi.
 */
import type { FieldSpace } from "../../../core/field-space.js";
import { shifted } from "../../../core/lattice.js";

/** Rounding of a sum of angles stays far below this. */
const largestRounding = 1e-6;

/**
 * Q of each configuration: [count, 2, ...shape] -> [count].
 * @throws RangeError where the sum is no multiple of 2 pi, which no links have
 */
export function linkCharge(
	fields: Float32Array | Float64Array,
	{ lattice, size }: FieldSpace,
): Float64Array {
	const { sites } = lattice;
	const along = (mu: number) =>
		Int32Array.from({ length: sites }, (_, x) => shifted(lattice, x, mu, 1));
	const [first, second] = [along(0), along(1)];
	const charges = new Float64Array(fields.length / size);
	const turn = 2 * Math.PI;
	for (let i = 0; i < charges.length; i++) {
		const at = i * size;
		let sum = 0;
		for (let x = 0; x < sites; x++) {
			const angle =
				fields[at + x] +
				fields[at + sites + first[x]] -
				fields[at + second[x]] -
				fields[at + sites + x];
			sum += angle - turn * Math.ceil(angle / turn - 0.5);
		}
		const charge = Math.round(sum / turn);
		if (!(Math.abs(sum / turn - charge) < largestRounding))
			throw new RangeError(
				`a topological charge of ${sum / turn} is not whole`,
			);
		charges[i] = charge + 0; // never -0
	}
	return charges;
}
