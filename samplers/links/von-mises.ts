/**
 * Angles of density proportional to exp(k cos theta): D. J. Best, N. I. Fisher, "Efficient simulation of the von Mises
 * distribution", Appl. Statist. 28 (1979) 152. Rejection from a wrapped Cauchy law, 1.0 to 1.52 tries for each draw.
 */
import type { Random } from "../../core/random.js";

/** Below this k, rejection from the uniform law is as fast, and the constants of the algorithm would lose digits. */
const nearlyUniform = 0.5;

/** An angle in [-pi, pi], k >= 0. */
export function vonMises(k: number, random: Random): number {
	if (k < nearlyUniform) {
		for (;;) {
			const angle = Math.PI * (2 * random.uniform() - 1);
			if (random.uniform() < Math.exp(k * (Math.cos(angle) - 1))) return angle;
		}
	}
	const t = 1 + Math.sqrt(1 + 4 * k * k);
	const rho = (t - Math.sqrt(2 * t)) / (2 * k);
	const b = (1 + rho * rho) / (2 * rho);
	for (;;) {
		const z = Math.cos(Math.PI * random.uniform());
		const f = (1 + b * z) / (b + z);
		const c = k * (b - f);
		const u = random.uniform();
		if (c * (2 - c) > u || Math.log(c / u) + 1 - c >= 0)
			return random.uniform() < 0.5 ? Math.acos(f) : -Math.acos(f);
	}
}
