/**
 * Metropolis updates of a phi^2 + c4 phi^4 + c6 phi^6 - 2 h phi: phi' = phi + w u with u uniform in
 * (-1, 1), accepted with min(1, exp(-Delta S)).
 */

import { uniform64 } from "../../../tensor/kernels/normal.as";
import { upper } from "../../chain/lanes.as";
import {
	chunk,
	colors,
	countLanes,
	drawWords,
	fields,
	groupsOf,
	kinetic,
	links,
	neighbourSum,
	quartic,
	sextic,
	square,
	startOf,
	table,
	tallyAccepted,
	words,
} from "../../chain/local/simd/block.as";
import { logUniform, uniform32 } from "../../chain/local/simd/random.as";

let halfWidth: f64 = 1;

export function configureWidth(width: f64): void {
	halfWidth = width;
}

/** A uniform in (-1, 1). */
@inline function symmetric(first: v128, second: v128): v128 {
	const u = sizeof<Real>() === 4 ? uniform32(first) : uniform64(first, second);
	return v128.sub<Real>(v128.add<Real>(u, u), v128.splat<Real>(1));
}

/** (c2 + c4 w + c6 w^2) w for w = phi^2. */
@inline function potential(phi: v128, c2: v128, c4: v128, c6: v128): v128 {
	const w = v128.mul<Real>(phi, phi);
	return v128.mul<Real>(w, v128.add<Real>(c2, v128.mul<Real>(w, v128.add<Real>(c4, v128.mul<Real>(w, c6)))));
}

@inline function sweepColor(
	color: i32,
	pairsBefore: i32,
	update: u32,
	chain: u32,
	purpose: u32,
	four: bool,
	count: v128,
): v128 {
	const twice = v128.splat<Real>(<Real>(2 * kinetic)),
		width = v128.splat<Real>(<Real>halfWidth);
	const c2 = v128.splat<Real>(<Real>square),
		c4 = v128.splat<Real>(<Real>quartic),
		c6 = v128.splat<Real>(<Real>sextic);
	const first = startOf(color),
		last = startOf(color + 1);
	const perEntry = <usize>links * 4;
	for (let position = first; position < last; position += 2 * chunk) {
		const here = min(chunk, (last - position + 1) >> 1);
		const pair = pairsBefore + ((position - first) >> 1);
		drawWords(pair, here, update, chain, purpose);
		const end = min(last, position + 2 * here);
		for (let i = position; i < end; i++) {
			// Two sites share a block of words: two words each in float32, four halves each in float64.
			const within = i - position;
			const block = words + <usize>(within >> 1) * 64;
			let move: v128, logU: v128;
			if (sizeof<Real>() === 4) {
				const half = block + <usize>(within & 1) * 32;
				const word = v128.load(half, 16);
				move = symmetric(v128.load(half), v128.load(half));
				logU = logUniform(word, word);
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
				move = symmetric(w0, w1);
				logU = logUniform(w2, w3);
			}
			const at = fields + <usize>i * 16;
			const phi = v128.load(at);
			const step = v128.mul<Real>(width, move);
			const candidate = v128.add<Real>(phi, step);
			const field = v128.mul<Real>(twice, neighbourSum(table + <usize>i * perEntry, four));
			const change = v128.sub<Real>(
				v128.sub<Real>(potential(candidate, c2, c4, c6), potential(phi, c2, c4, c6)),
				v128.mul<Real>(field, step),
			);
			const mask = v128.le<Real>(logU, v128.neg<Real>(change));
			v128.store(at, v128.bitselect(candidate, phi, mask));
			count = countLanes(count, mask);
		}
	}
	return count;
}

/** `count` sweeps over all sites. `purpose` and those after it belong to this call. */
export function metropolis(update: u32, chain: u32, purpose: u32, count: i32): void {
	let accepted = i32x4.splat(0);
	for (let sweep = 0; sweep < count; sweep++) {
		let pairs = 0;
		for (let color = 0; color < colors; color++) {
			if (links === 4) accepted = sweepColor(color, pairs, update, chain, purpose + sweep, true, accepted);
			else accepted = sweepColor(color, pairs, update, chain, purpose + sweep, false, accepted);
			pairs += groupsOf(color, 2);
		}
	}
	tallyAccepted(accepted, count);
}
