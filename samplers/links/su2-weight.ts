/**
 * Matrices h = h0 + i h.sigma of SU(2) with density proportional to exp(alpha h0) in the Haar measure: h0 has
 * the weight sqrt(1 - h0^2) exp(alpha h0), and the direction of the vector part is uniform.
 */
import type { Random } from "../../core/random.js";

/** Below this alpha Creutz's proposal is accepted more often. */
const weak = 1;
/** Below this the exponential is 1 to all digits. */
const flat = 1e-9;

/**
 * h0: A. D. Kennedy, B. J. Pendleton, Phys. Lett. B 156 (1985) 393; for small alpha M. Creutz, Phys. Rev. D 21 (1980)
 * 2308.
 */
export function drawTrace(alpha: number, random: Random): number {
	if (alpha >= weak) {
		for (;;) {
			const c = Math.cos(2 * Math.PI * random.uniform());
			const logs =
				Math.log(random.uniform()) + c * c * Math.log(random.uniform());
			const delta = -logs / alpha;
			const r = random.uniform();
			if (r * r <= 1 - delta / 2) return 1 - delta;
		}
	}
	for (;;) {
		const u = random.uniform();
		// exp(alpha h0) is uniform in [exp(-alpha), exp(alpha)].
		const h =
			alpha < flat
				? 2 * u - 1
				: 1 + Math.log1p(u * Math.expm1(-2 * alpha)) / alpha;
		const r = random.uniform();
		if (r * r < 1 - h * h) return h;
	}
}

/** Writes the four reals of h to `out`. */
export function drawSu2(
	alpha: number,
	random: Random,
	out: Float64Array,
): void {
	const h0 = drawTrace(alpha, random);
	const length = Math.sqrt(Math.max(0, 1 - h0 * h0));
	const cosine = 2 * random.uniform() - 1;
	const sine = Math.sqrt(1 - cosine * cosine);
	const phi = 2 * Math.PI * random.uniform();
	out[0] = h0;
	out[1] = length * sine * Math.cos(phi);
	out[2] = length * sine * Math.sin(phi);
	out[3] = length * cosine;
}
