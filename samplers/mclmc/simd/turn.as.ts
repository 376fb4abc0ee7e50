/**
 * What a kick does to the velocity of each lane, from the sums of samplers/mclmc/simd/force.as.ts. With g the length of
 * the gradient, e = F / |F| times the sign of the kinetic coupling, s = sqrt(V) t g / (V - 1) and q = e^-s, the kick of
 * length t (samplers/mclmc/dynamics.ts) is u' = stay u + push F with
 *
 *   stay = 2 q / growth,   push = (1 - q^2 + (e.u) (1 - q)^2) / (growth |F|),   growth = 1 + q^2 + (e.u) (1 - q^2),
 *
 * and its work (V - 1) (s + log(growth / 2)). The factors growth / 2 are at most 1: they are multiplied, so that a
 * trajectory takes one logarithm.
 */
import { exp64 } from "../../../tensor/kernels/exp64.as";
import { log64 } from "../../../tensor/kernels/normal.as";
import { sites } from "../../hmc/simd/lattice.as";
import { kinetic } from "../../hmc/simd/trajectory.as";
import { along0, along1, force0, force1, square0, square1 } from "./force.as";

/** u' = stay u + push F of the next move. */
export let stay: v128 = f64x2.splat(0);
export let push: v128 = f64x2.splat(0);

/** Sum of s and product of growth / 2 since the start of the trajectory. */
let path0: v128 = f64x2.splat(0);
let path1: v128 = f64x2.splat(0);
let product0: v128 = f64x2.splat(1);
let product1: v128 = f64x2.splat(1);

/** Of the two lanes that `turnPair` treated last. */
let ofVelocity: v128 = f64x2.splat(0);
let ofForce: v128 = f64x2.splat(0);
let s: v128 = f64x2.splat(0);
let halfGrowth: v128 = f64x2.splat(1);

/** Two float64 of the lower lanes and two of the upper ones, as lanes of the fields. */
@inline function lanesOf(lower: v128, higher: v128): v128 {
	if (sizeof<Real>() === 8) return lower;
	const low = f32x4.demote_f64x2_zero(lower),
		high = f32x4.demote_f64x2_zero(higher);
	return v128.shuffle<i32>(low, high, 0, 1, 4, 5);
}

/** The first move: u is the direction of normals with these sums of squares. */
export function begin(squares: usize): void {
	const one = f64x2.splat(1);
	stay = lanesOf(
		v128.div<f64>(one, v128.sqrt<f64>(v128.load(squares))),
		v128.div<f64>(one, v128.sqrt<f64>(v128.load(squares, 16))),
	);
	push = v128.splat<Real>(0);
	path0 = f64x2.splat(0);
	path1 = f64x2.splat(0);
	product0 = one;
	product1 = one;
}

/** `rate` times |F| is s. */
@inline function turnPair(force: v128, along: v128, square: v128, rate: f64, sign: f64): void {
	const one = f64x2.splat(1);
	// Without a force there is no direction, and nothing turns: s is 0 to all digits.
	const f = v128.sqrt<f64>(v128.max<f64>(force, f64x2.splat(1e-300)));
	const ofLength = v128.div<f64>(f64x2.splat(sign), f);
	const ofSpeed = v128.div<f64>(one, v128.sqrt<f64>(square));
	const turned = v128.mul<f64>(v128.mul<f64>(along, ofSpeed), ofLength);
	s = v128.mul<f64>(f64x2.splat(rate), f);
	const q = exp64(v128.max<f64>(v128.neg<f64>(s), f64x2.splat(-700)));
	const lost = v128.sub<f64>(one, v128.mul<f64>(q, q));
	const growth = v128.add<f64>(v128.sub<f64>(f64x2.splat(2), lost), v128.mul<f64>(turned, lost));
	const rest = v128.sub<f64>(one, q);
	const gained = v128.add<f64>(lost, v128.mul<f64>(turned, v128.mul<f64>(rest, rest)));
	const share = v128.div<f64>(one, growth);
	ofVelocity = v128.mul<f64>(v128.mul<f64>(f64x2.splat(2), v128.mul<f64>(q, ofSpeed)), share);
	ofForce = v128.mul<f64>(v128.mul<f64>(ofLength, gained), share);
	halfGrowth = v128.mul<f64>(f64x2.splat(0.5), growth);
}

/** Below this, a product goes into the sum before it vanishes. */
const small: f64 = 1e-150;

@inline function isSmall(product: v128): bool {
	return f64x2.extract_lane(product, 0) < small || f64x2.extract_lane(product, 1) < small;
}

/** A kick of length `kick`, from the sums. */
export function turn(kick: f64): void {
	const size = <f64>sites;
	const rate = (Math.sqrt(size) * kick * 2 * Math.abs(kinetic)) / (size - 1);
	const sign: f64 = kinetic < 0 ? -1 : 1;
	turnPair(force0, along0, square0, rate, sign);
	path0 = v128.add<f64>(path0, s);
	product0 = v128.mul<f64>(product0, halfGrowth);
	const stay0 = ofVelocity,
		push0 = ofForce;
	if (sizeof<Real>() === 4) {
		turnPair(force1, along1, square1, rate, sign);
		path1 = v128.add<f64>(path1, s);
		product1 = v128.mul<f64>(product1, halfGrowth);
	}
	stay = lanesOf(stay0, ofVelocity);
	push = lanesOf(push0, ofForce);
	if (isSmall(product0) || isSmall(product1)) settle();
}

function settle(): void {
	path0 = v128.add<f64>(path0, log64(product0));
	path1 = v128.add<f64>(path1, log64(product1));
	product0 = f64x2.splat(1);
	product1 = f64x2.splat(1);
}

/** Writes the change of the kinetic energy of each lane since `begin`. */
export function work(target: usize): void {
	settle();
	const size = f64x2.splat(<f64>(sites - 1));
	v128.store(target, v128.mul<f64>(size, path0));
	if (sizeof<Real>() === 4) v128.store(target + 16, v128.mul<f64>(size, path1));
}
