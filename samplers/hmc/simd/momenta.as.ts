/** Momenta of a block of chains: independent standard normals times a factor, and the sum of their squares. */
import { boxMuller32, boxMuller64 } from "../../../tensor/kernels/normal.as";
import { philox } from "../../../tensor/kernels/philox.as";
import { high64, key0, key1, lanes, low64, upper } from "../../chain/lanes.as";

const momentumPurpose: u32 = 0;

/**
 * Fresh momenta, [count, lane]. The random words are written to the place of the momenta, so
 * the buffer has room for a multiple of eight.
 */
@inline export function drawMomenta(target: usize, count: i32, trajectory: u32, chain: u32, factor: Real): void {
	const scale = v128.splat<Real>(factor);
	const blocks = ((count + 7) >> 3) << 1;
	philox(target, 0, blocks, lanes, trajectory, chain, momentumPurpose, key0, key1);
	const end = target + <usize>blocks * 64;
	for (let at = target; at < end; at += 64) {
		const w0 = v128.load(at),
			w1 = v128.load(at, 16),
			w2 = v128.load(at, 32),
			w3 = v128.load(at, 48);
		if (sizeof<Real>() === 4) {
			boxMuller32(w0, w1, scale, at);
			boxMuller32(w2, w3, scale, at + 32);
		} else {
			boxMuller64(w0, w1, w2, w3, scale, at);
			boxMuller64(upper(w0), upper(w1), upper(w2), upper(w3), scale, at + 32);
		}
	}
}

/** Sum of the squares of each lane, float64, at `target`. */
@inline export function squares(momenta: usize, count: i32, target: usize): void {
	let s0 = f64x2.splat(0),
		s1 = f64x2.splat(0);
	const end = momenta + <usize>count * 16;
	for (let at = momenta; at < end; at += 16) {
		const q = v128.load(at);
		const q0 = low64(q);
		s0 = v128.add<f64>(s0, v128.mul<f64>(q0, q0));
		if (sizeof<Real>() === 4) {
			const q1 = high64(q);
			s1 = v128.add<f64>(s1, v128.mul<f64>(q1, q1));
		}
	}
	v128.store(target, s0);
	if (sizeof<Real>() === 4) v128.store(target + 16, s1);
}
