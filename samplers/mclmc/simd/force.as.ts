/**
 * The force of some rows, F = (sum of neighbours) - phi (a + b phi^2 + d phi^4) = - 1 / (2 kinetic) times the gradient,
 * and the sums by which it turns the velocity u: |F|^2, F.u and |u|^2. The last is 1 up to rounding, which would grow:
 * a kick multiplies the distance of |u|^2 from 1 by exp(2 dS / (V - 1)) where the trajectory climbs by dS.
 *
 * Products of float32 are summed in float32 along a piece of a row, and these sums in float64.
 */
import { high64, low64 } from "../../chain/lanes.as";
import { gatherExtra, gathered, pulled, surroundings } from "../../hmc/simd/kick.as";
import { extraRow, first, links, momenta, neighbourRow, rowBytes, second } from "../../hmc/simd/lattice.as";

/** |F|^2, F.u and |u|^2 of the lower two lanes and, in float32, of the upper two. */
export let force0: v128 = f64x2.splat(0);
export let force1: v128 = f64x2.splat(0);
export let along0: v128 = f64x2.splat(0);
export let along1: v128 = f64x2.splat(0);
export let square0: v128 = f64x2.splat(0);
export let square1: v128 = f64x2.splat(0);

@inline export function clearSums(): void {
	const zero = f64x2.splat(0);
	force0 = zero;
	force1 = zero;
	along0 = zero;
	along1 = zero;
	square0 = zero;
	square1 = zero;
}

@inline function addSums(force: v128, along: v128, square: v128): void {
	force0 = v128.add<f64>(force0, low64(force));
	along0 = v128.add<f64>(along0, low64(along));
	square0 = v128.add<f64>(square0, low64(square));
	if (sizeof<Real>() === 4) {
		force1 = v128.add<f64>(force1, high64(force));
		along1 = v128.add<f64>(along1, high64(along));
		square1 = v128.add<f64>(square1, high64(square));
	}
}

/** sum + x y. */
@inline function plus(sum: v128, x: v128, y: v128): v128 {
	return v128.add<Real>(sum, v128.mul<Real>(x, y));
}

/** Float32 is summed over this many bytes of fields, 64 sites, or little more. */
const piece: usize = 1024;

/** The rows `fromRow` <= r < `toRow`; `pairs` and `sextic` are constants at each call, as in `kickRow`. */
@inline function sumRows(fromRow: i32, toRow: i32, pairs: i32, sextic: bool, a: v128, b: v128, d: v128): void {
	// Two of some, because a sum waits for the one before it; for more there are no registers.
	let force = v128.splat<Real>(0),
		along = v128.splat<Real>(0),
		square = v128.splat<Real>(0),
		force2 = v128.splat<Real>(0),
		along2 = v128.splat<Real>(0);
	let held: usize = 0;
	for (let row = fromRow; row < toRow; row++) {
		if (pairs === gathered) gatherExtra(first, row);
		const offset = <usize>row * rowBytes;
		const start = first + offset,
			up = first + neighbourRow(row, links - 2),
			down = first + neighbourRow(row, links - 1);
		const one = pairs === gathered ? extraRow : pairs > 1 ? first + neighbourRow(row, 0) : 0,
			two = pairs > 1 ? first + neighbourRow(row, 1) : 0,
			three = pairs > 2 ? first + neighbourRow(row, 2) : 0,
			four = pairs > 2 ? first + neighbourRow(row, 3) : 0;
		const f = second + offset,
			u = momenta + offset;
		let left = v128.load(start + rowBytes - 16);
		let phi0 = v128.load(start);
		let x: usize = 0;
		while (x < rowBytes) {
			const begin = x;
			const end = sizeof<Real>() === 8 ? rowBytes : min(rowBytes, x + piece);
			for (; x + 64 <= end; x += 64) {
				const phi1 = v128.load(start + x, 16),
					phi2 = v128.load(start + x, 32),
					phi3 = v128.load(start + x, 48);
				const phi4 = v128.load(x + 64 === rowBytes ? start : start + x + 64);
				let s = surroundings(left, phi1, up, down, one, two, three, four, pairs, x);
				let p = pulled(phi0, s, sextic, a, b, d);
				v128.store(f + x, p);
				force = plus(force, p, p);
				let v = v128.load(u + x);
				along = plus(along, p, v);
				square = plus(square, v, v);
				s = surroundings(phi0, phi2, up, down, one, two, three, four, pairs, x + 16);
				p = pulled(phi1, s, sextic, a, b, d);
				v128.store(f + x, p, 16);
				force2 = plus(force2, p, p);
				v = v128.load(u + x, 16);
				along2 = plus(along2, p, v);
				square = plus(square, v, v);
				s = surroundings(phi1, phi3, up, down, one, two, three, four, pairs, x + 32);
				p = pulled(phi2, s, sextic, a, b, d);
				v128.store(f + x, p, 32);
				force = plus(force, p, p);
				v = v128.load(u + x, 32);
				along = plus(along, p, v);
				square = plus(square, v, v);
				s = surroundings(phi2, phi4, up, down, one, two, three, four, pairs, x + 48);
				p = pulled(phi3, s, sextic, a, b, d);
				v128.store(f + x, p, 48);
				force2 = plus(force2, p, p);
				v = v128.load(u + x, 48);
				along2 = plus(along2, p, v);
				square = plus(square, v, v);
				left = phi3;
				phi0 = phi4;
			}
			for (; x < end; x += 16) {
				const right = v128.load(x + 16 === rowBytes ? start : start + x + 16);
				const s = surroundings(left, right, up, down, one, two, three, four, pairs, x);
				const p = pulled(phi0, s, sextic, a, b, d);
				v128.store(f + x, p);
				force = plus(force, p, p);
				const v = v128.load(u + x);
				along = plus(along, p, v);
				square = plus(square, v, v);
				left = phi0;
				phi0 = right;
			}
			held += end - begin;
			if (sizeof<Real>() === 8 || held < piece) continue;
			addSums(v128.add<Real>(force, force2), v128.add<Real>(along, along2), square);
			force = v128.splat<Real>(0);
			along = v128.splat<Real>(0);
			force2 = v128.splat<Real>(0);
			along2 = v128.splat<Real>(0);
			square = v128.splat<Real>(0);
			held = 0;
		}
	}
	addSums(v128.add<Real>(force, force2), v128.add<Real>(along, along2), square);
}

/** The force of the rows `fromRow` <= r < `toRow` at the fields in `first`, to `second`. Adds to the sums. */
@inline export function forceRows(fromRow: i32, toRow: i32, sextic: bool, a: v128, b: v128, d: v128): void {
	if (links === 2) sumRows(fromRow, toRow, 1, sextic, a, b, d);
	else if (links === 4) sumRows(fromRow, toRow, 2, sextic, a, b, d);
	else if (links === 6) sumRows(fromRow, toRow, 3, sextic, a, b, d);
	else sumRows(fromRow, toRow, gathered, sextic, a, b, d);
}
