/**
 * Isokinetic dynamics: the velocity u is a unit vector in d = `size` dimensions, and a density that is
 * uniform on the sphere times exp(-S) is invariant under
 *
 *   dphi/dt = sqrt(d) u,     du/dt = -sqrt(d) / (d - 1) (1 - u u^T) dS/dphi.
 *
 * Both parts are solved exactly (arXiv:2212.08549):
 * with g = |dS/dphi|, e = -dS/dphi / g and s = sqrt(d) t g / (d - 1), a kick of length t turns u to
 *
 *   (u + e (sinh s + (e.u) (cosh s - 1))) / (cosh s + (e.u) sinh s),
 *
 * and changes the kinetic energy by (d - 1) log(cosh s + (e.u) sinh s), the log Jacobian of the map. The
 * factor sqrt(d) makes the time that of HMC, whose momenta have |p| near sqrt(d).
 */
import type { Dynamics } from "../hmc/reference/host.js";
import type { Beside } from "../hmc/work.js";

/**
 * A kick has ten operations for each real and not two: |dS/dphi|^2, the product with u, the new u of both, its length
 * and the scaling to 1. A sum has one addition less than terms.
 */
export function isokineticWork(size: number): Beside {
	return { gradient: 8 * size - 3, trajectory: 0 };
}

/** @param size number of reals in a configuration, at least 2 */
export function isokinetic(size: number): Dynamics {
	const speed = Math.sqrt(size);
	return {
		refresh(velocity) {
			let squares = 0;
			for (const value of velocity) squares += value * value;
			const scale = 1 / Math.sqrt(squares);
			for (let i = 0; i < velocity.length; i++) velocity[i] *= scale;
		},
		drift(fields, velocity, length) {
			const step = speed * length;
			for (let i = 0; i < fields.length; i++) fields[i] += step * velocity[i];
		},
		kick(velocity, slopes, length) {
			let squares = 0;
			let along = 0;
			for (let i = 0; i < velocity.length; i++) {
				squares += slopes[i] * slopes[i];
				along -= slopes[i] * velocity[i];
			}
			const norm = Math.sqrt(squares);
			if (norm === 0) return 0;
			along /= norm;
			const s = (speed * length * norm) / (size - 1);
			// With q = exp(-s), both are scaled by 2 q so that no exponential overflows.
			const q = Math.exp(-s);
			const growth = 1 + q * q + along * (1 - q * q);
			const ofSlope = -(1 - q * q + along * (1 - q) ** 2) / (growth * norm);
			const ofVelocity = (2 * q) / growth;
			let length2 = 0;
			for (let i = 0; i < velocity.length; i++) {
				velocity[i] = ofVelocity * velocity[i] + ofSlope * slopes[i];
				length2 += velocity[i] * velocity[i];
			}
			// Rounding errors would let the length drift away from 1.
			const scale = 1 / Math.sqrt(length2);
			for (let i = 0; i < velocity.length; i++) velocity[i] *= scale;
			return (size - 1) * (s - Math.LN2 + Math.log(growth));
		},
	};
}
