/**
 * Several kicks and drifts in one pass over a lattice that exceeds the cache. A slab is what has one coordinate in the
 * first direction. A wave runs along this direction: when it is at w, kick number s treats the slab w - s, whose
 * neighbours have just had kick s - 1, and whose own values before that nobody needs any more. So two buffers do, and the
 * memory between caches sees each slab once for `depth` kicks. Kick s begins at slab s and ends at slab s - 1 around the
 * lattice: the slabs below s wait for their other neighbour.
 *
 * Every site has the same operations in the same order as without waves, so the bits are the same.
 */
import { kickAndDrift, kickRows } from "./kick.as";
import { rowCount } from "./lattice.as";

/** Extent of the first direction, and kicks of a wave; 1 where the lattice is in the cache. */
export let slabs: i32 = 1;
export let depth: i32 = 1;

/** The drift after each kick of a wave, float64. */
let steps: usize = 0;

export function configureWaves(extent: i32, kicks: i32, lengths: usize): void {
	slabs = extent;
	depth = kicks;
	steps = lengths;
}

@inline export function setStep(s: i32, c: f64): void {
	store<f64>(steps + ((<usize>s) << 3), c);
}

/** `count` kicks, the first of which reads `from`. */
@inline export function wave(
	from: usize,
	to: usize,
	momentum: usize,
	count: i32,
	sextic: bool,
	a: v128,
	b: v128,
	d: v128,
): void {
	if (count === 1) {
		kickAndDrift(from, to, momentum, sextic, a, b, d, v128.splat<Real>(<Real>load<f64>(steps)));
		return;
	}
	const rows = rowCount / slabs;
	const end = slabs + 2 * (count - 1);
	for (let w = 0; w < end; w++) {
		for (let s = 0; s < count; s++) {
			const turn = w - 2 * s;
			if (turn < 0) break;
			if (turn >= slabs) continue;
			let slab = turn + s;
			if (slab >= slabs) slab -= slabs;
			const even = (s & 1) === 0;
			const c = v128.splat<Real>(<Real>load<f64>(steps + ((<usize>s) << 3)));
			kickRows(even ? from : to, even ? to : from, momentum, slab * rows, (slab + 1) * rows, sextic, a, b, d, c);
		}
	}
}
