/**
 * The point that the discrete map F takes to given fields: y_{i+1} = y_i + fields - F(B(y_i)), B being
 * the integrator run backwards, an approximate inverse of F. Each sample ends on its own, so its
 * result does not depend on the others.
 */
import type { Block } from "../../../tensor/kernels/load.js";
import { lanes, type Time } from "./kernel.js";
import type { CnfMemory } from "./memory.js";

/** Iterations at most, and the change of the image that ends them. */
const mostIterations = 40;
const tolerance = 2e-6;
/** An inverse further off than this is none. */
const acceptable = 1e-3;

/**
 * From the vectors `target` to `origin`, four samples; `guess` is work space, of the same length. The
 * integral of the divergence along the paths is then at the front of the memory's sums.
 * @throws Error where the steps are too coarse for the map to be inverted this way.
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
				// A number that is not one counts as the worst miss.
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
