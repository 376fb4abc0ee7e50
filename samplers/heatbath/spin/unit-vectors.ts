/**
 * Unit vectors s of n components with density proportional to exp(k s.e), where e is the last axis: the law
 * of von Mises and Fisher. t = s.e has the weight (1 - t^2)^((n-3)/2) exp(k t). It is drawn by the algorithm
 * of A. T. A. Wood, Commun. Statist. Simul. 23 (1994) 157, for n = 2 by that of Best and Fisher, and for
 * n = 3 in closed form. The rest of s is uniform on a sphere of one dimension less.
 */
import type { Random } from "../../../core/random.js";
import { vonMises } from "../../links/von-mises.js";

/** s.e */
function drawAlong(n: number, k: number, random: Random): number {
	if (n === 2) return Math.cos(vonMises(k, random));
	if (n === 3 && k > 1e-9)
		return 1 + Math.log1p(random.uniform() * Math.expm1(-2 * k)) / k;
	const m = n - 1;
	const b = m / (Math.sqrt(4 * k * k + m * m) + 2 * k);
	const x = (1 - b) / (1 + b);
	const c = k * x + m * Math.log(1 - x * x);
	for (;;) {
		const z = beta(m, random);
		const t = (1 - (1 + b) * z) / (1 - (1 - b) * z);
		if (k * t + m * Math.log(1 - x * t) - c >= Math.log(random.uniform()))
			return t;
	}
}

/** Beta(m/2, m/2): (1 - u)/2 for u a coordinate of a uniform unit vector of m + 1 components. */
function beta(m: number, random: Random): number {
	const first = random.normal();
	let squares = first * first;
	for (let i = 0; i < m; i++) squares += random.normal() ** 2;
	return (1 - first / Math.sqrt(squares)) / 2;
}

/** Writes a vector s of weight exp(s.h) to `s` from `at`; h has n components. */
export function drawVector(
	h: Float64Array,
	random: Random,
	s: Float64Array,
	at: number,
): void {
	const n = h.length;
	let square = 0;
	for (let i = 0; i < n; i++) square += h[i] * h[i];
	const k = Math.sqrt(square);
	const along = drawAlong(n, k, random);
	// A uniform direction orthogonal to h, by projection.
	let norm = 0;
	while (!(norm > 1e-8)) {
		let product = 0;
		for (let i = 0; i < n; i++) {
			s[at + i] = random.normal();
			product += k > 0 ? (s[at + i] * h[i]) / square : 0;
		}
		if (k === 0) product = s[at + n - 1];
		norm = 0;
		for (let i = 0; i < n; i++) {
			s[at + i] -= product * (k > 0 ? h[i] : i === n - 1 ? 1 : 0);
			norm += s[at + i] * s[at + i];
		}
		norm = Math.sqrt(norm);
	}
	const across = Math.sqrt(Math.max(0, 1 - along * along)) / norm;
	let length = 0;
	for (let i = 0; i < n; i++) {
		const axis = k > 0 ? h[i] / k : i === n - 1 ? 1 : 0;
		s[at + i] = across * s[at + i] + along * axis;
		length += s[at + i] * s[at + i];
	}
	for (let i = 0; i < n; i++) s[at + i] /= Math.sqrt(length);
}
