/**
 * Angles t of density proportional to exp(k cos t), two at once: D. J. Best, N. I. Fisher, Appl. Statist. 28
 * (1979) 152. A try is a wrapped Cauchy law, whose constants are written here so that they hold down to
 * k = 0: with t = 1 + sqrt(1 + 4 k^2),
 *
 *   rho = 2 k / (t + sqrt(2 t)),   f = (2 rho + (1 + rho^2) z) / (1 + rho^2 + 2 rho z),   z = cos(pi u),
 *
 * cos t = f is accepted with probability c exp(1 - c), where c = (1 + rho^2) (t + sqrt(2 t)) / 4 - k f.
 */

import { add, mul, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { sinCos } from "../../../../actions/gauge/links/simd/trig.as";
import { log64, uniform64 } from "../../../../tensor/kernels/normal.as";
import { furtherWords, room, uniform, wordOf, words } from "./memory.as";

/** Writes cos t to `out` and sin t behind it. `place` is that of the draw among those of `words`. */
@inline export function drawAngle(
	k: v128,
	out: usize,
	place: i32,
	draw: i32,
	update: u32,
	chain: u32,
	purpose: u32,
): void {
	const one = f64x2.splat(1),
		two = f64x2.splat(2);
	const t = add(one, f64x2.sqrt(add(one, mul(f64x2.splat(4), mul(k, k)))));
	const sum = add(t, f64x2.sqrt(add(t, t)));
	const rho = f64x2.div(mul(two, k), sum);
	const q = add(one, mul(rho, rho));
	const twice = add(rho, rho);
	const kb = mul(mul(q, sum), f64x2.splat(0.25));
	let pending = i64x2.splat(-1),
		cosine = one,
		sign = one;
	let block = words;
	let group = place;
	let round: u32 = 0;
	for (;;) {
		sinCos(mul(f64x2.splat(3.14159265358979323846), uniform64(wordOf(block, group, 0), wordOf(block, group, 1))), room);
		const z = v128.load(room, 16);
		const f = f64x2.div(add(twice, mul(q, z)), add(q, mul(twice, z)));
		const c = f64x2.max(sub(kb, mul(k, f)), f64x2.splat(1e-300));
		const u = uniform(wordOf(block, group, 2));
		// Most are accepted without the logarithm, since c exp(1 - c) >= c (2 - c).
		let taken = f64x2.gt(mul(c, sub(two, c)), u);
		if (v128.any_true(v128.andnot(pending, taken)))
			taken = f64x2.ge(add(log64(f64x2.div(c, u)), sub(one, c)), f64x2.splat(0));
		taken = v128.and(taken, pending);
		cosine = v128.bitselect(f, cosine, taken);
		// The top bit of the last word, moved to the sign of a float64.
		const word = wordOf(block, group, 3);
		sign = v128.bitselect(v128.shuffle<i32>(word, word, 0, 0, 1, 1), sign, taken);
		pending = v128.andnot(pending, taken);
		if (!v128.any_true(pending)) break;
		group = round === 0 && block === words ? 4 : group + 1;
		if (group === 4) {
			block = furtherWords(draw, round, update, chain, purpose);
			round++;
			group = 0;
		}
	}
	const sine = f64x2.sqrt(f64x2.max(f64x2.splat(0), sub(one, mul(cosine, cosine))));
	v128.store(out, cosine);
	v128.store(out, v128.or(sine, v128.and(sign, f64x2.splat(-0.0))), 16);
}
