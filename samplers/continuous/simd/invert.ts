/**
 * Finds the point that the discrete map F takes to given fields by y_{i+1} = y_i + fields -
 * F(B(y_i)). B is the integrator run backward, an approximate inverse of F. Each sample ends on its
 * own, so its result does not depend on the others.
 */
import type { Block } from "../../../core/kernels/load.js";
import { lanes, type Time } from "./kernel.js";
import type { CnfMemory } from "./memory.js";

/** Most iterations, and the change of the image that ends them. */
const mostIterations = 40;
const tolerance = 2e-6;
/** An inverse with a larger error than this has failed. */
const acceptable = 1e-3;

/**
 * Inverts the vectors `target` of four samples to `origin`. `guess` is work space of the same
 * length. Afterwards the first sums of the memory hold the integral of the divergence along the
 * paths.
 * @throws Error if the steps are too coarse for this inversion
 */
export function invert(
	memory: CnfMemory,
	time: Time,
	target: Block<Float32Array>,
	guess: Block<Float32Array>,
	origin: Block<Float32Array>,
): void {
	const { exports } = memory;
	const divergence = memory.sums.address;
	memory.copy(target, guess);
	const before = new Float64Array(lanes).fill(Number.POSITIVE_INFINITY);
	const done = new Uint8Array(lanes);
	for (let iteration = 0; ; iteration++) {
		memory.copy(guess, time.stages);
		exports.integrate(true, false, divergence);
		memory.copy(time.stages, origin);
		exports.integrate(false, false, divergence);
		const image = time.stages.view;
		const wanted = target.view;
		const next = guess.view;
		for (let s = 0; s < lanes; s++) {
			if (done[s] === 1) continue;
			let worst = 0;
			for (let at = s; at < wanted.length; at += lanes) {
				const miss = Math.abs(wanted[at] - image[at]);
				// NaN counts as the worst miss.
				if (!(miss <= worst)) worst = miss;
			}
			const stalled = !(worst < 0.9 * before[s]);
			if (worst <= tolerance || stalled || iteration === mostIterations) {
				done[s] = 1;
				if (!(Math.min(worst, before[s]) <= acceptable)) {
					throw new Error(
						`the flow with ${time.steps} integration steps cannot be inverted: the image is off by ${worst}; more steps are needed`,
					);
				}
				continue;
			}
			before[s] = worst;
			for (let at = s; at < wanted.length; at += lanes)
				next[at] += wanted[at] - image[at];
		}
		if (done.every((value) => value === 1)) return;
	}
}
