/**
 * Whole trajectories of Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton, Roweth, Phys. Lett. B
 * 195 (1987) 216) for a block of chains: momentum refresh, integration, Delta H, accept step.
 *
 * All kicks are equal: leapfrog and the second-order minimum-norm scheme of samplers/hmc/integrator.ts. The
 * drifts between them are `drift0`, then alternately `drift1` and `drift2`, then `drift0`. Other schedules go
 * by samplers/hmc/simd/staged/trajectory.as.ts.
 *
 * S, M and the kinetic energy are sums of float64 products of the fields, also for fields in
 * float32. So Delta H contains the rounding of the trajectory and none of the summation.
 */

import { copyIn, copyOut, high64, lanes, low64 } from "../../chain/lanes.as";
import { acceptOrReject, takeAccepted } from "./accept.as";
import { current, first, links, momenta, neighbourRow, results, rowBytes, rowCount, second, sites } from "./lattice.as";
import { drawMomenta, squares } from "./momenta.as";
import { depth, setStep, wave } from "./wave.as";

export let kinetic: f64 = 1;
export let c4: f64 = 0;
export let c6: f64 = 0;
/** 4 d kinetic + 2 c2, with d as the kernel sees it. */
export let linear: f64 = 0;
/** c2 + 2 d kinetic: the coefficient of phi^2 in S if its links are written as products. */
let square: f64 = 0;

export function configureAction(coupling: f64, quadratic: f64, quartic: f64, sextic: f64): void {
	const directions = <f64>(links / 2 + 1);
	kinetic = coupling;
	c4 = quartic;
	c6 = sextic;
	linear = 4 * directions * coupling + 2 * quadratic;
	square = quadratic + 2 * directions * coupling;
}

/** Adds phi (square phi + c4 phi^3 + c6 phi^5 - 2 kinetic * forward) to the sum. */
@inline function actionTerm(sum: v128, phi: v128, forward: v128, sextic: bool): v128 {
	const w = v128.mul<f64>(phi, phi);
	let quartic = f64x2.splat(c4);
	if (sextic) quartic = v128.add<f64>(quartic, v128.mul<f64>(f64x2.splat(c6), w));
	const odd = v128.mul<f64>(phi, v128.add<f64>(f64x2.splat(square), v128.mul<f64>(quartic, w)));
	return v128.add<f64>(sum, v128.mul<f64>(phi, v128.sub<f64>(odd, v128.mul<f64>(f64x2.splat(2 * kinetic), forward))));
}

/** S (without its constant) and M of each lane at `action` and `magnetisation`. */
export function measure(fields: usize, action: usize, magnetisation: usize): void {
	if (c6 === 0) sums(fields, action, magnetisation, false);
	else sums(fields, action, magnetisation, true);
}

@inline function sums(fields: usize, action: usize, magnetisation: usize, sextic: bool): void {
	let s0 = f64x2.splat(0),
		s1 = f64x2.splat(0),
		m0 = f64x2.splat(0),
		m1 = f64x2.splat(0);
	let offset: usize = 0;
	for (let row = 0; row < rowCount; row++) {
		const start = fields + offset;
		const up = fields + neighbourRow(row, 0);
		let phi = v128.load(start);
		for (let x: usize = 0; x < rowBytes; x += 16) {
			const right = v128.load(x + 16 === rowBytes ? start : start + x + 16);
			const above = v128.load(up + x);
			const f0 = low64(phi);
			let n0 = v128.add<f64>(low64(right), low64(above));
			let n1 = f64x2.splat(0);
			if (sizeof<Real>() === 4) n1 = v128.add<f64>(high64(right), high64(above));
			for (let link = 2; link < links; link += 2) {
				const other = v128.load(fields + neighbourRow(row, link) + x);
				n0 = v128.add<f64>(n0, low64(other));
				if (sizeof<Real>() === 4) n1 = v128.add<f64>(n1, high64(other));
			}
			s0 = actionTerm(s0, f0, n0, sextic);
			m0 = v128.add<f64>(m0, f0);
			if (sizeof<Real>() === 4) {
				const f1 = high64(phi);
				s1 = actionTerm(s1, f1, n1, sextic);
				m1 = v128.add<f64>(m1, f1);
			}
			phi = right;
		}
		offset += rowBytes;
	}
	v128.store(action, s0);
	v128.store(magnetisation, m0);
	if (sizeof<Real>() === 4) {
		v128.store(action + 16, s1);
		v128.store(magnetisation + 16, m1);
	}
}

/** out = in + c q. */
@inline export function drift(input: usize, output: usize, c: Real): void {
	const factor = v128.splat<Real>(c);
	const bytes = <usize>sites * 16;
	for (let at: usize = 0; at < bytes; at += 16) {
		v128.store(output + at, v128.add<Real>(v128.load(input + at), v128.mul<Real>(factor, v128.load(momenta + at))));
	}
}

/** Integrates from `input`, which stays unchanged, and returns the buffer that holds the end. */
@inline function integrate(input: usize, kicks: i32, kick: f64, drift0: f64, drift1: f64, drift2: f64): usize {
	const scale = 2 * kinetic * kick;
	const a = v128.splat<Real>(<Real>(linear / (2 * kinetic))),
		b = v128.splat<Real>(<Real>((4 * c4) / (2 * kinetic))),
		d = v128.splat<Real>(<Real>((6 * c6) / (2 * kinetic)));
	drift(input, first, <Real>(drift0 * scale));
	let from = first,
		to = second;
	for (let i = 0; i < kicks; i += depth) {
		const count = min(depth, kicks - i);
		for (let s = i; s < i + count; s++) {
			const length = s === kicks - 1 ? drift0 : (s & 1) === 0 ? drift1 : drift2;
			setStep(s - i, length * scale);
		}
		if (c6 === 0) wave(from, to, momenta, count, false, a, b, d);
		else wave(from, to, momenta, count, true, a, b, d);
		if ((count & 1) === 0) continue;
		const swap = from;
		from = to;
		to = swap;
	}
	return from;
}

/** S and M of the current fields. Call it once after the fields were set. */
export function start(): void {
	measure(current, results, results + <usize>(8 * lanes));
}

/** One trajectory with its accept step. `results` then holds S, M, Delta H and the flags. */
export function advance(
	trajectory: u32,
	chain: u32,
	kicks: i32,
	kick: f64,
	drift0: f64,
	drift1: f64,
	drift2: f64,
): void {
	const width: usize = <usize>(8 * lanes);
	const scratch = results + 3 * width + 16; // q^2 before, then S, M and q^2 after
	const scale = 2 * kinetic * kick;
	drawMomenta(momenta, sites, trajectory, chain, <Real>(1 / scale));
	squares(momenta, sites, scratch);
	const end = integrate(current, kicks, kick, drift0, drift1, drift2);
	measure(end, scratch + width, scratch + 2 * width);
	squares(momenta, sites, scratch + 3 * width);
	// The momenta are no longer needed, so their room serves for the words of the accept step.
	if (!acceptOrReject(trajectory, chain, 0.5 * scale * scale, results, scratch, momenta)) return;
	takeAccepted(end, current, <usize>sites * 16, results + 3 * width);
}

/** For tests: integrates the current fields with the momenta in the momentum buffer and replaces both. */
export function flowOnly(kicks: i32, kick: f64, drift0: f64, drift1: f64, drift2: f64): void {
	const end = integrate(current, kicks, kick, drift0, drift1, drift2);
	memory.copy(current, end, <usize>sites * 16);
}

export function extract(lane: i32, target: usize): void {
	copyOut(current, sites, lane, target);
}

export function insert(lane: i32, source: usize): void {
	copyIn(current, sites, lane, source);
}
