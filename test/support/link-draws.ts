/**
 * New values of one link U, given its staples Sigma. The weight of U is exp((beta/N) Re tr (U Sigma)) in the Haar
 * measure. `draw` is a heat bath. `reflect` keeps Re tr (U Sigma), and in U(1) and SU(2) it is its own inverse. In
 * SU(3) both treat the three SU(2) subgroups in turn (N. Cabibbo, E. Marinari, Phys. Lett. B 119 (1982) 387).
 */
import type { Wilson } from "../../actions/action.js";
import { su2Algebra } from "../../actions/gauge/links/su2.js";
import { su3Algebra } from "../../actions/gauge/links/su3.js";
import type { Random } from "../../core/random.js";
import { drawSu2 } from "../../samplers/links/su2-weight.js";
import { vonMises } from "../../samplers/links/von-mises.js";

export interface LinkDraws {
	/** Replaces the matrix at `at` of `links`. */
	draw(
		links: Float64Array,
		at: number,
		staples: Float64Array,
		random: Random,
	): void;
	reflect(links: Float64Array, at: number, staples: Float64Array): void;
}

/** Of U(1): Sigma = r exp(i phi), so that theta + phi has von Mises' law. */
function u1Draws(beta: number): LinkDraws {
	return {
		draw(links, at, [re, im], random) {
			const r = Math.hypot(re, im);
			const angle = vonMises(beta * r, random);
			const phase = r > 0 ? angle - Math.atan2(im, re) : angle;
			links[at] = Math.cos(phase);
			links[at + 1] = Math.sin(phase);
		},
		reflect(links, at, [re, im]) {
			const square = re * re + im * im;
			if (square === 0) return;
			// theta -> -2 phi - theta
			const c = (re * re - im * im) / square;
			const s = (-2 * re * im) / square;
			const [x, y] = [links[at], -links[at + 1]];
			links[at] = c * x - s * y;
			links[at + 1] = c * y + s * x;
		},
	};
}

/** Of SU(2): Sigma = k v, so that U v has the weight exp(beta k h0). */
function su2Draws(beta: number): LinkDraws {
	const h = new Float64Array(4);
	const v = new Float64Array(4);
	const product = new Float64Array(4);
	const norm = (staples: Float64Array) => {
		const [a, b, c, d] = staples;
		return Math.sqrt(a * a + b * b + c * c + d * d);
	};
	const unit = (staples: Float64Array, k: number) => {
		for (let i = 0; i < 4; i++) v[i] = k > 0 ? staples[i] / k : i === 0 ? 1 : 0;
	};
	return {
		draw(links, at, staples, random) {
			const k = norm(staples);
			unit(staples, k);
			drawSu2(beta * k, random, h);
			su2Algebra.multiplyDagger(h, 0, v, 0, links, at);
		},
		reflect(links, at, staples) {
			const k = norm(staples);
			if (k === 0) return;
			unit(staples, k);
			// U -> v^+ U^+ v^+
			su2Algebra.multiply(v, 0, links, at, product, 0);
			su2Algebra.multiply(product, 0, v, 0, h, 0);
			links[at] = h[0];
			for (let i = 1; i < 4; i++) links[at + i] = -h[i];
		},
	};
}

/** The rows and columns of the SU(2) subgroups. */
const blocks = [
	[0, 1],
	[0, 2],
	[1, 2],
] as const;

/** Multiplies rows i and j of a 3 x 3 matrix by g = g0 + i g.sigma from the left. */
function turnRows(
	g: Float64Array,
	i: number,
	j: number,
	m: Float64Array,
	at: number,
): void {
	const [g0, g1, g2, g3] = g;
	for (let c = 0; c < 6; c += 2) {
		const first = at + 6 * i + c;
		const second = at + 6 * j + c;
		const x = m[first];
		const y = m[first + 1];
		const u = m[second];
		const v = m[second + 1];
		// [[g0 + i g3, g2 + i g1], [-g2 + i g1, g0 - i g3]]
		m[first] = g0 * x - g3 * y + g2 * u - g1 * v;
		m[first + 1] = g0 * y + g3 * x + g2 * v + g1 * u;
		m[second] = -g2 * x - g1 * y + g0 * u + g3 * v;
		m[second + 1] = -g2 * y + g1 * x + g0 * v - g3 * u;
	}
}

/** The quaternion part r of rows and columns i, j of m, so that Re tr (g m) = 2 Re of the trace of g r / 2 + rest. */
function blockOf(m: Float64Array, i: number, j: number, r: Float64Array): void {
	const ii = 8 * i;
	const jj = 8 * j;
	const ij = 6 * i + 2 * j;
	const ji = 6 * j + 2 * i;
	r[0] = (m[ii] + m[jj]) / 2;
	r[1] = (m[ij + 1] + m[ji + 1]) / 2;
	r[2] = (m[ij] - m[ji]) / 2;
	r[3] = (m[ii + 1] - m[jj + 1]) / 2;
}

function su3Draws(beta: number): LinkDraws {
	const m = new Float64Array(18);
	const r = new Float64Array(4);
	const g = new Float64Array(4);
	const h = new Float64Array(4);
	/** For every subgroup: g from the normalised r, of length k. */
	const visit = (
		links: Float64Array,
		at: number,
		staples: Float64Array,
		choose: (k: number) => void,
	) => {
		su3Algebra.multiply(links, at, staples, 0, m, 0);
		for (const [i, j] of blocks) {
			blockOf(m, i, j, r);
			const k = Math.sqrt(
				r[0] * r[0] + r[1] * r[1] + r[2] * r[2] + r[3] * r[3],
			);
			if (k === 0) r[0] = 1;
			else for (let n = 0; n < 4; n++) r[n] /= k;
			choose(k);
			turnRows(g, i, j, links, at);
			turnRows(g, i, j, m, 0);
		}
	};
	return {
		draw(links, at, staples, random) {
			visit(links, at, staples, (k) => {
				drawSu2((2 * beta * k) / 3, random, h);
				su2Algebra.multiplyDagger(h, 0, r, 0, g, 0);
			});
		},
		reflect(links, at, staples) {
			visit(links, at, staples, () => {
				// g r = r^+: the block's trace stays.
				for (let n = 1; n < 4; n++) r[n] = -r[n];
				su2Algebra.multiply(r, 0, r, 0, g, 0);
			});
		},
	};
}

export function linkDraws({ group, beta }: Wilson): LinkDraws {
	if (group === "U1") return u1Draws(beta);
	return group === "SU2" ? su2Draws(beta) : su3Draws(beta);
}
