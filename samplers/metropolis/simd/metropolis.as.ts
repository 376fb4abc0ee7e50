/**
 * Metropolis updates of a phi^2 + c4 phi^4 + c6 phi^6 - 2 h phi: phi' = phi + w u with u uniform in
 * (-1, 1), accepted with min(1, exp(-Delta S)).
 */

import { uniform64 } from "../../../tensor/kernels/normal.as";
import { philox } from "../../../tensor/kernels/philox.as";
import {
	acceptedTally,
	chunk,
	colors,
	fields,
	key0,
	key1,
	kinetic,
	lanes,
	links,
	neighbourSum,
	quartic,
	sextic,
	sites,
	square,
	starts,
	table,
	tally,
	words,
} from "../../chain/local/block.as";
import { logUniform, uniform32, upper } from "../../chain/local/random.as";

let halfWidth: f64 = 1;

export function configureWidth(width: f64): void {
	halfWidth = width;
}

/** A uniform in (-1, 1). */
@inline function symmetric<T>(first: v128, second: v128): v128 {
	const u = sizeof<T>() === 4 ? uniform32(first) : uniform64(first, second);
	return v128.sub<T>(v128.add<T>(u, u), v128.splat<T>(1));
}

/** (c2 + c4 w + c6 w^2) w for w = phi^2. */
@inline function potential<T>(phi: v128, c2: v128, c4: v128, c6: v128): v128 {
	const w = v128.mul<T>(phi, phi);
	return v128.mul<T>(w, v128.add<T>(c2, v128.mul<T>(w, v128.add<T>(c4, v128.mul<T>(w, c6)))));
}

@inline function sweepColor<T>(
	color: i32,
	pairsBefore: i32,
	update: u32,
	chain: u32,
	purpose: u32,
	four: bool,
	count: v128,
): v128 {
	const twice = v128.splat<T>(<T>(2 * kinetic)),
		width = v128.splat<T>(<T>halfWidth);
	const c2 = v128.splat<T>(<T>square),
		c4 = v128.splat<T>(<T>quartic),
		c6 = v128.splat<T>(<T>sextic);
	const first = load<i32>(starts + <usize>color * 4),
		last = load<i32>(starts + <usize>color * 4, 4);
	const perEntry = <usize>links * 4;
	for (let position = first; position < last; position += 2 * chunk) {
		const here = min(chunk, (last - position + 1) >> 1);
		const pair = pairsBefore + ((position - first) >> 1);
		const group = sizeof<T>() === 4 ? pair : 2 * pair;
		philox(words, group, (here + 1) & ~1, lanes<T>(), update, chain, purpose, key0, key1);
		const end = min(last, position + 2 * here);
		for (let i = position; i < end; i++) {
			// Two sites share a block of words: two words each in float32, four halves each in float64.
			const within = i - position;
			const block = words + <usize>(within >> 1) * 64;
			let move: v128, logU: v128;
			if (sizeof<T>() === 4) {
				const half = block + <usize>(within & 1) * 32;
				const word = v128.load(half, 16);
				move = symmetric<T>(v128.load(half), v128.load(half));
				logU = logUniform<T>(word, word);
			} else {
				let w0 = v128.load(block),
					w1 = v128.load(block, 16),
					w2 = v128.load(block, 32),
					w3 = v128.load(block, 48);
				if ((within & 1) !== 0) {
					w0 = upper(w0);
					w1 = upper(w1);
					w2 = upper(w2);
					w3 = upper(w3);
				}
				move = symmetric<T>(w0, w1);
				logU = logUniform<T>(w2, w3);
			}
			const at = fields + <usize>i * 16;
			const phi = v128.load(at);
			const step = v128.mul<T>(width, move);
			const candidate = v128.add<T>(phi, step);
			const field = v128.mul<T>(twice, neighbourSum<T>(table + <usize>i * perEntry, four));
			const change = v128.sub<T>(
				v128.sub<T>(potential<T>(candidate, c2, c4, c6), potential<T>(phi, c2, c4, c6)),
				v128.mul<T>(field, step),
			);
			const mask = v128.le<T>(logU, v128.neg<T>(change));
			v128.store(at, v128.bitselect(candidate, phi, mask));
			count = sizeof<T>() === 4 ? v128.sub<i32>(count, mask) : v128.sub<i64>(count, mask);
		}
	}
	return count;
}

/** `count` sweeps over all sites. `purpose` and those after it belong to this call. */
@inline export function metropolis<T>(update: u32, chain: u32, purpose: u32, count: i32): void {
	let accepted = i32x4.splat(0);
	for (let sweep = 0; sweep < count; sweep++) {
		let pairs = 0;
		for (let color = 0; color < colors; color++) {
			if (links === 4) accepted = sweepColor<T>(color, pairs, update, chain, purpose + sweep, true, accepted);
			else accepted = sweepColor<T>(color, pairs, update, chain, purpose + sweep, false, accepted);
			const first = load<i32>(starts + <usize>color * 4),
				last = load<i32>(starts + <usize>color * 4, 4);
			pairs += (last - first + 1) >> 1;
		}
	}
	v128.store(words, accepted);
	for (let lane = 0; lane < lanes<T>(); lane++) {
		const moves = load<i32>(words + <usize>lane * sizeof<T>());
		tally<T>(acceptedTally, lane, <f64>moves / (<f64>sites * <f64>count));
	}
}
