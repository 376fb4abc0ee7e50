/**
 * The topological charge of U(1) links in two dimensions,
 *
 *   Q = (1/(2 pi)) sum_x P_x,   P_x in (-pi, pi] the angle of the plaquette.
 *
 * Q is a whole number on every configuration, because the links cancel in the sum up to multiples of 2 pi.
 */
import type { FieldSpace } from "../../../core/field-space.js";
import { linkMeans } from "./link-means.js";
import type { Fields } from "./simd/measure.js";

/** Rounding of a sum of angles stays far below this. */
const largestRounding = 1e-6;

/**
 * Q of each configuration: [count, 2, ...shape] -> [count].
 * @throws RangeError where the sum is no multiple of 2 pi, which no links have
 */
export function linkCharge(fields: Fields, space: FieldSpace): Float64Array {
	return linkMeans(fields, space).turns.map((turns) => {
		const charge = Math.round(turns);
		if (!(Math.abs(turns - charge) < largestRounding))
			throw new RangeError(`a topological charge of ${turns} is not whole`);
		return charge + 0; // never -0
	});
}
