/**
 * Trajectories of scalar fields by any schedule, with kicks of several lengths and displaced ones, of the passes of
 * samplers/hmc/simd/, whose kicks have one length. Momenta are kept divided by 2 kinetic kick2.
 */
import { lanes } from "../../../chain/lanes.as";
import { acceptOrReject, laneMask } from "../accept.as";
import { kickAndDrift } from "../kick.as";
import { current, first, momenta, results, second, sites } from "../lattice.as";
import { drawMomenta, squares } from "../momenta.as";
import { displacementOf, drift0, driftAfter, kick2, kickOf, kicks } from "../plan.as";
import { c4, c6, drift, kinetic, linear, measure } from "../trajectory.as";

/** - 1 / (2 kinetic) times a gradient, and the fields at which a displaced kick takes its gradient. */
let force: usize = 0;
let displaced: usize = 0;

export function configureStages(push: usize, aside: usize): void {
	force = push;
	displaced = aside;
}

@inline function bytes(): usize {
	return <usize>sites * 16;
}

/** A kick of length kick2 of these momenta with the gradient at `input`, and to `output` where they drift from there. */
function pass(input: usize, output: usize, momentum: usize, c: f64): void {
	const a = v128.splat<Real>(<Real>(linear / (2 * kinetic))),
		b = v128.splat<Real>(<Real>((4 * c4) / (2 * kinetic))),
		d = v128.splat<Real>(<Real>((6 * c6) / (2 * kinetic)));
	const step = v128.splat<Real>(<Real>c);
	if (c6 === 0) kickAndDrift(input, output, momentum, false, a, b, d, step);
	else kickAndDrift(input, output, momentum, true, a, b, d, step);
}

/** The kick by `force` times `weight`, and the drift from `input` to `output`. */
function push(input: usize, output: usize, weight: f64, c: f64): void {
	const factor = v128.splat<Real>(<Real>weight),
		step = v128.splat<Real>(<Real>c);
	for (let at: usize = 0; at < bytes(); at += 16) {
		const q = v128.add<Real>(v128.load(momenta + at), v128.mul<Real>(factor, v128.load(force + at)));
		v128.store(momenta + at, q);
		v128.store(output + at, v128.add<Real>(v128.load(input + at), v128.mul<Real>(step, q)));
	}
}

/** Integrates the current fields, which stay unchanged, and returns the buffer that holds the end. */
function follow(): usize {
	const scale = 2 * kinetic * kick2;
	drift(current, first, <Real>(drift0 * scale));
	let from = first,
		to = second;
	for (let i = 0; i < kicks; i++) {
		const c = driftAfter(i) * scale;
		const displacement = displacementOf(i);
		if (displacement === 0 && kickOf(i) === kick2) pass(from, to, momenta, c);
		else {
			memory.fill(force, 0, bytes());
			if (displacement !== 0) {
				pass(from, displaced, force, displacement * 2 * kinetic);
				memory.fill(force, 0, bytes());
			}
			// Only the force is wanted; the other buffer is overwritten.
			pass(displacement === 0 ? from : displaced, to, force, 0);
			push(from, to, kickOf(i) / kick2, c);
		}
		const swap = from;
		from = to;
		to = swap;
	}
	return from;
}

/** One trajectory with its accept step. `results` then holds S, M, Delta H and the flags. */
export function advance(trajectory: u32, chain: u32): void {
	const width: usize = <usize>(8 * lanes);
	const scratch = results + 3 * width + 16; // q^2 before, then S, M and q^2 after
	const scale = 2 * kinetic * kick2;
	drawMomenta(momenta, sites, trajectory, chain, <Real>(1 / scale));
	squares(momenta, sites, scratch);
	const end = follow();
	measure(end, scratch + width, scratch + 2 * width);
	squares(momenta, sites, scratch + 3 * width);
	if (!acceptOrReject(trajectory, chain, 0.5 * scale * scale, results, scratch, momenta)) return;
	const mask = laneMask(results + 3 * width);
	for (let at: usize = 0; at < bytes(); at += 16)
		v128.store(current + at, v128.bitselect(v128.load(end + at), v128.load(current + at), mask));
}

/** For tests: integrates the current fields with the momenta in the momentum buffer and replaces both. */
export function integrate(): void {
	memory.copy(current, follow(), bytes());
}
