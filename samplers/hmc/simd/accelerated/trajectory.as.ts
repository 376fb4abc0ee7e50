/**
 * Trajectories of scalar fields with Fourier acceleration (samplers/hmc/acceleration.ts), by any schedule. Momenta are
 * kept by modes and divided by the root of their mass, n_k = p_k / sqrt(M_k), so that the kinetic energy is half the sum
 * of their squares. With w_k = (V M_k)^(-1/2) and the Hartley transform H, whose square is V,
 *
 *   drift  phi += e H (w n)        kick  n -= e w H (grad S).
 *
 * The gradient is that of the plain kernel's pass, which leaves - 1 / (2 kinetic) times it.
 */
import { hartley } from "../../../../tensor/kernels/hartley.as";
import { lanes } from "../../../chain/lanes.as";
import { acceptOrReject, laneMask } from "../accept.as";
import { kickAndDrift } from "../kick.as";
import { current, first, momenta, results, second, sites } from "../lattice.as";
import { drawMomenta, squares } from "../momenta.as";
import { displacementOf, drift0, driftAfter, kickOf, kicks } from "../plan.as";
import { c4, c6, kinetic, linear, measure } from "../trajectory.as";

/** Vectors of modes: the force, and what a drift moves the fields by. */
let force: usize = 0;
let step: usize = 0;
/** w_k, one number for all lanes. */
let weights: usize = 0;
let plan: usize = 0;
let line: usize = 0;

export function configureModes(push: usize, move: usize, weight: usize, transform: usize, lines: usize): void {
	force = push;
	step = move;
	weights = weight;
	plan = transform;
	line = lines;
}

@inline function bytes(): usize {
	return <usize>sites * 16;
}

/** Writes - H grad S / (2 kinetic) at `fields` to `force`. */
function modesOfForce(fields: usize): void {
	const a = v128.splat<Real>(<Real>(linear / (2 * kinetic))),
		b = v128.splat<Real>(<Real>((4 * c4) / (2 * kinetic))),
		d = v128.splat<Real>(<Real>((6 * c6) / (2 * kinetic))),
		none = v128.splat<Real>(0);
	memory.fill(force, 0, bytes());
	// Nothing drifts here; `step` is overwritten later.
	if (c6 === 0) kickAndDrift(fields, step, force, false, a, b, d, none);
	else kickAndDrift(fields, step, force, true, a, b, d, none);
	hartley(force, sites, plan, line);
}

/** n += c w force, and step = w n. */
function push(c: f64): void {
	const factor = v128.splat<Real>(<Real>c);
	let weight = weights;
	for (let at: usize = 0; at < bytes(); at += 16, weight += sizeof<Real>()) {
		const w = v128.load_splat<Real>(weight);
		const gain = v128.mul<Real>(v128.mul<Real>(factor, w), v128.load(force + at));
		const n = v128.add<Real>(v128.load(momenta + at), gain);
		v128.store(momenta + at, n);
		v128.store(step + at, v128.mul<Real>(w, n));
	}
}

/** step = w n, or for the displacement of a kick step = w^2 force. */
function weigh(from: usize, twice: bool): void {
	let weight = weights;
	for (let at: usize = 0; at < bytes(); at += 16, weight += sizeof<Real>()) {
		const w = v128.load_splat<Real>(weight);
		const once = v128.mul<Real>(w, v128.load(from + at));
		v128.store(step + at, twice ? v128.mul<Real>(w, once) : once);
	}
}

/** output = input + c H step. */
function drift(input: usize, output: usize, c: f64): void {
	hartley(step, sites, plan, line);
	const factor = v128.splat<Real>(<Real>c);
	for (let at: usize = 0; at < bytes(); at += 16)
		v128.store(output + at, v128.add<Real>(v128.load(input + at), v128.mul<Real>(factor, v128.load(step + at))));
}

/** Integrates the current fields, which stay unchanged, to `first`. */
function follow(): void {
	weigh(momenta, false);
	drift(current, first, drift0);
	for (let i = 0; i < kicks; i++) {
		modesOfForce(first);
		const displacement = displacementOf(i);
		if (displacement !== 0) {
			weigh(force, true);
			drift(first, second, displacement * 2 * kinetic);
			modesOfForce(second);
		}
		push(kickOf(i) * 2 * kinetic);
		drift(first, first, driftAfter(i));
	}
}

/** One trajectory with its accept step. `results` then holds S, M, Delta H and the flags. */
export function advance(trajectory: u32, chain: u32): void {
	const width: usize = <usize>(8 * lanes);
	const scratch = results + 3 * width + 16; // n^2 before, then S, M and n^2 after
	drawMomenta(momenta, sites, trajectory, chain, 1);
	squares(momenta, sites, scratch);
	follow();
	measure(first, scratch + width, scratch + 2 * width);
	squares(momenta, sites, scratch + 3 * width);
	if (!acceptOrReject(trajectory, chain, 0.5, results, scratch, momenta)) return;
	const mask = laneMask(results + 3 * width);
	for (let at: usize = 0; at < bytes(); at += 16)
		v128.store(current + at, v128.bitselect(v128.load(first + at), v128.load(current + at), mask));
}
