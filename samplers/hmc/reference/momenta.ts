/**
 * The random numbers of Hamiltonian Monte Carlo on the host, equal number by number to those of the
 * float64 kernel. Momenta come from Philox blocks with the counter (pair of reals, trajectory, chain,
 * purpose) by Box and Muller's transform, with the radius from words 0 and 1 and the angle from
 * words 2 and 3.
 */
import { philox4x32 } from "../../../core/philox.js";

const momentumPurpose = 0;
const acceptPurpose = 1;

const counter = new Uint32Array(4);
const words = new Uint32Array(4);

function block(
	key: readonly [number, number],
	group: number,
	trajectory: number,
	chain: number,
	purpose: number,
): void {
	counter[0] = group;
	counter[1] = trajectory;
	counter[2] = chain;
	counter[3] = purpose;
	philox4x32(counter, key, words);
}

/** 64 bits as a number in (0, 1]. */
function uniform(high: number, low: number): number {
	return high * 2 ** -32 + (low + 0.5) * 2 ** -64;
}

/** Standard normals for all reals of the momentum of one chain. */
export function drawMomenta(
	key: readonly [number, number],
	trajectory: number,
	chain: number,
	out: Float64Array,
): void {
	for (let real = 0; real < out.length; real += 2) {
		block(key, real / 2, trajectory, chain, momentumPurpose);
		const radius = Math.sqrt(-2 * Math.log(uniform(words[0], words[1])));
		const angle = 2 * Math.PI * uniform(words[2], words[3]);
		out[real] = radius * Math.cos(angle);
		if (real + 1 < out.length) out[real + 1] = radius * Math.sin(angle);
	}
}

/** log u of the accept step, u uniform in (0, 1]. */
export function drawLogUniform(
	key: readonly [number, number],
	trajectory: number,
	chain: number,
): number {
	block(key, 0, trajectory, chain, acceptPurpose);
	return Math.log(uniform(words[0], words[1]));
}
