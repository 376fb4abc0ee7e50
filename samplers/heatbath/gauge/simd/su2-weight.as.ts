/**
 * Matrices h = h0 + i h.sigma of SU(2) of density proportional to exp(alpha h0) in the Haar measure, two at
 * once. h0 has the weight sqrt(1 - h0^2) exp(alpha h0): A. D. Kennedy, B. J. Pendleton, Phys. Lett. B 156
 * (1985) 393. For small alpha a try is a coordinate of a uniform point of the disc, whose density is
 * sqrt(1 - h0^2), and it is accepted with exp(alpha (h0 - 1)): both take the same words.
 */

import { add, mul, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { sinCos } from "../../../../actions/gauge/links/simd/trig.as";
import { log64, uniform64 } from "../../../../tensor/kernels/normal.as";
import { furtherWords, room, uniform, wordOf, words } from "./memory.as";

/** Here both tries are accepted with probability 0.46. */
@inline const WEAK: f64 = 0.85;
@inline const TURN: f64 = 6.28318530717958647693;

/** Writes the four reals of h to `out`. `place` is that of the draw among those of `words`. */
@inline export function drawMatrix(
	alpha: v128,
	out: usize,
	place: i32,
	draw: i32,
	update: u32,
	chain: u32,
	purpose: u32,
): void {
	const one = f64x2.splat(1);
	const weak = f64x2.lt(alpha, f64x2.splat(WEAK));
	const over = f64x2.div(one, f64x2.max(alpha, f64x2.splat(0.1)));
	let pending = i64x2.splat(-1),
		trace = one;
	let block = words;
	let group = 2 * place;
	let round: u32 = 0;
	for (;;) {
		const first = uniform64(wordOf(block, group, 0), wordOf(block, group, 1));
		const second = log64(uniform64(wordOf(block, group, 2), wordOf(block, group, 3)));
		sinCos(mul(f64x2.splat(TURN), uniform(wordOf(block, group + 1, 0))), room);
		const cosine = v128.load(room, 16);
		const r = uniform(wordOf(block, group + 1, 1));
		const delta = f64x2.neg(mul(over, add(log64(first), mul(mul(cosine, cosine), second))));
		let h = sub(one, delta);
		let taken = f64x2.le(mul(r, r), sub(one, mul(f64x2.splat(0.5), delta)));
		if (v128.any_true(weak)) {
			const flat = mul(f64x2.sqrt(first), cosine);
			h = v128.bitselect(flat, h, weak);
			taken = v128.bitselect(f64x2.le(second, mul(alpha, sub(flat, one))), taken, weak);
		}
		taken = v128.and(taken, pending);
		trace = v128.bitselect(h, trace, taken);
		pending = v128.andnot(pending, taken);
		if (!v128.any_true(pending)) break;
		group = round === 0 && block === words ? 4 : group + 2;
		if (group === 4) {
			block = furtherWords(draw, round, update, chain, purpose);
			round++;
			group = 0;
		}
	}
	// A uniform direction, from the rest of the first words.
	const length = f64x2.sqrt(f64x2.max(f64x2.splat(0), sub(one, mul(trace, trace))));
	const height = sub(add(uniform(wordOf(words, 2 * place + 1, 2)), uniform(wordOf(words, 2 * place + 1, 2))), one);
	const radius = mul(length, f64x2.sqrt(sub(one, mul(height, height))));
	sinCos(mul(f64x2.splat(TURN), uniform(wordOf(words, 2 * place + 1, 3))), room);
	v128.store(out, trace);
	v128.store(out, mul(radius, v128.load(room, 16)), 16);
	v128.store(out, mul(radius, v128.load(room)), 32);
	v128.store(out, mul(length, height), 48);
}
