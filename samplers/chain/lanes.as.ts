/**
 * Chains in the lanes of SIMD registers. A site is one v128: four chains in float32, two in float64.
 * `Real` is f32 or f64: build.mjs compiles every module root that is called `float` once with either.
 */

export const lanes: i32 = 16 / sizeof<Real>();

/** The key of the random numbers. */
export let key0: u32 = 0;
export let key1: u32 = 0;

export function configureKey(low: u32, high: u32): void {
	key0 = low;
	key1 = high;
}

/** The lower two lanes as float64. */
@inline export function low64(x: v128): v128 {
	return sizeof<Real>() === 8 ? x : f64x2.promote_low_f32x4(x);
}

/** The upper two lanes of four as float64. */
@inline export function high64(x: v128): v128 {
	return f64x2.promote_low_f32x4(upper(x));
}

/** Lanes 2 and 3 moved to 0 and 1. */
@inline export function upper(words: v128): v128 {
	return v128.shuffle<i32>(words, words, 2, 3, 2, 3);
}

/** Fields of one lane, site after site. */
@inline export function copyOut(fields: usize, sites: i32, lane: i32, target: usize): void {
	let from = fields + <usize>lane * sizeof<Real>();
	const end = target + <usize>sites * sizeof<Real>();
	for (let at = target; at < end; at += sizeof<Real>()) {
		store<Real>(at, load<Real>(from));
		from += 16;
	}
}

@inline export function copyIn(fields: usize, sites: i32, lane: i32, source: usize): void {
	let to = fields + <usize>lane * sizeof<Real>();
	const end = source + <usize>sites * sizeof<Real>();
	for (let at = source; at < end; at += sizeof<Real>()) {
		store<Real>(to, load<Real>(at));
		to += 16;
	}
}
