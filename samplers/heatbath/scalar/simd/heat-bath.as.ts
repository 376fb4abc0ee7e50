/**
 * Heat bath of a phi^2 + lambda phi^4 - 2 h phi. With a shift c this is, up to a constant,
 *
 *   b (phi - h / b)^2 + lambda (phi^2 - c)^2,   b = a + 2 lambda c > 0,
 *
 * so a candidate is drawn from the Gaussian of mean h / b and variance 1 / (2 b), whatever the old
 * value, and accepted with min(1, exp(-lambda [(phi'^2 - c)^2 - (phi^2 - c)^2])). At lambda = 0 every
 * candidate is accepted. Overrelaxation reflects phi at the mean, phi' = 2 h / b - phi, and has the
 * same accept step. Both leave exp(-S) invariant for any c, also where a <= 0 (m2 <= -2 d).
 */

import { boxMuller32, boxMuller64 } from "../../../../tensor/kernels/normal.as";
import { upper } from "../../../chain/lanes.as";
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
	square,
	startOf,
	table,
	tallyAccepted,
	words,
} from "../../../chain/local/simd/block.as";
import { logUniform } from "../../../chain/local/simd/random.as";

let shift: f64 = 0;

export function configureShift(c: f64): void {
	shift = c;
}

/** The mask of accepted lanes after the accept step of one site. */
@inline function accept(at: usize, phi: v128, candidate: v128, logU: v128, lambda: v128, c: v128): v128 {
	const before = v128.sub<Real>(v128.mul<Real>(phi, phi), c);
	const after = v128.sub<Real>(v128.mul<Real>(candidate, candidate), c);
	const change = v128.mul<Real>(lambda, v128.mul<Real>(v128.sub<Real>(before, after), v128.add<Real>(before, after)));
	const mask = v128.le<Real>(logU, change);
	v128.store(at, v128.bitselect(candidate, phi, mask));
	return mask;
}

@inline function heatBathColor(
	color: i32,
	pairsBefore: i32,
	update: u32,
	chain: u32,
	purpose: u32,
	four: bool,
	count: v128,
): v128 {
	const b = square + 2 * quartic * shift;
	const hop = v128.splat<Real>(<Real>(kinetic / b)),
		width = v128.splat<Real>(<Real>Math.sqrt(0.5 / b));
	const lambda = v128.splat<Real>(<Real>quartic),
		c = v128.splat<Real>(<Real>shift);
	const first = startOf(color),
		last = startOf(color + 1);
	const perEntry = <usize>links * 4;
	for (let position = first; position < last; position += 2 * chunk) {
		const here = min(chunk, (last - position + 1) >> 1);
		const pair = pairsBefore + ((position - first) >> 1);
		drawWords(pair, here, update, chain, purpose);
		let block = words;
		for (let i = position; i < position + 2 * here; i += 2) {
			// The last site of an odd number is drawn twice. The second draw starts from the old value too.
			const j = i + 1 < last ? i + 1 : i;
			const at = fields + <usize>i * 16,
				next = fields + <usize>j * 16;
			const w0 = v128.load(block),
				w1 = v128.load(block, 16),
				w2 = v128.load(block, 32),
				w3 = v128.load(block, 48);
			let log0: v128, log1: v128;
			if (sizeof<Real>() === 4) {
				boxMuller32(w0, w1, width, block);
				log0 = logUniform(w2, w2);
				log1 = logUniform(w3, w3);
			} else {
				boxMuller64(w0, w1, w2, w3, width, block);
				log0 = logUniform(upper(w0), upper(w1));
				log1 = logUniform(upper(w2), upper(w3));
			}
			const mean0 = v128.mul<Real>(hop, neighbourSum(table + <usize>i * perEntry, four));
			const mean1 = v128.mul<Real>(hop, neighbourSum(table + <usize>j * perEntry, four));
			const phi0 = v128.load(at),
				phi1 = v128.load(next);
			const mask0 = accept(at, phi0, v128.add<Real>(mean0, v128.load(block)), log0, lambda, c);
			const mask1 = accept(next, phi1, v128.add<Real>(mean1, v128.load(block, 16)), log1, lambda, c);
			count = countLanes(count, mask0);
			if (i !== j) count = countLanes(count, mask1);
			block += 64;
		}
	}
	return count;
}

@inline function overrelaxColor(
	color: i32,
	quadsBefore: i32,
	update: u32,
	chain: u32,
	purpose: u32,
	four: bool,
): void {
	const b = square + 2 * quartic * shift;
	const hop = v128.splat<Real>(<Real>(2 * (kinetic / b)));
	const lambda = v128.splat<Real>(<Real>quartic),
		c = v128.splat<Real>(<Real>shift);
	const first = startOf(color),
		last = startOf(color + 1);
	const perEntry = <usize>links * 4;
	for (let position = first; position < last; position += 4 * chunk) {
		const here = min(chunk, (last - position + 3) >> 2);
		const quad = quadsBefore + ((position - first) >> 2);
		drawWords(quad, here, update, chain, purpose);
		const end = min(last, position + 4 * here);
		for (let i = position; i < end; i++) {
			// Four sites share a block: a word each in float32, half of two words each in float64.
			const within = i - position;
			const block = words + <usize>(within >> 2) * 64;
			let logU: v128;
			if (sizeof<Real>() === 4) {
				logU = logUniform(v128.load(block + <usize>(within & 3) * 16), v128.splat<Real>(0));
			} else {
				const half = block + <usize>(within & 1) * 32;
				let u = v128.load(half),
					v = v128.load(half, 16);
				if ((within & 2) !== 0) {
					u = upper(u);
					v = upper(v);
				}
				logU = logUniform(u, v);
			}
			const at = fields + <usize>i * 16;
			const phi = v128.load(at);
			const twice = v128.mul<Real>(hop, neighbourSum(table + <usize>i * perEntry, four));
			accept(at, phi, v128.sub<Real>(twice, phi), logU, lambda, c);
		}
	}
}

/** `count` sweeps over all sites. `purpose` and those after it belong to this call. */
export function heatBath(update: u32, chain: u32, purpose: u32, count: i32): void {
	let accepted = i32x4.splat(0);
	for (let sweep = 0; sweep < count; sweep++) {
		let pairs = 0;
		for (let color = 0; color < colors; color++) {
			if (links === 4) accepted = heatBathColor(color, pairs, update, chain, purpose + sweep, true, accepted);
			else accepted = heatBathColor(color, pairs, update, chain, purpose + sweep, false, accepted);
			pairs += groupsOf(color, 2);
		}
	}
	tallyAccepted(accepted, count);
}

export function overrelax(update: u32, chain: u32, purpose: u32, count: i32): void {
	for (let sweep = 0; sweep < count; sweep++) {
		let quads = 0;
		for (let color = 0; color < colors; color++) {
			if (links === 4) overrelaxColor(color, quads, update, chain, purpose + sweep, true);
			else overrelaxColor(color, quads, update, chain, purpose + sweep, false);
			quads += groupsOf(color, 4);
		}
	}
}
