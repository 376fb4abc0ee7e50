/**
 * The flow of one configuration in plain TypeScript and float64: Runge-Kutta of order 4 in the algebra
 * (Munthe-Kaas; for U(1) it is the usual one for angles), which never leaves the group:
 *
 *   k1 = h X(U), k2 = h X(e^{k1/2} U), k3 = h X(e^{k2/2 - [k1,k2]/8} U), k4 = h X(e^{k3} U),
 *   U' = exp((k1 + 2 k2 + 2 k3 + k4 - [k1,k4]/2) / 6) U
 *
 * (H. Munthe-Kaas, BIT 38 (1998) 92; A. Iserles et al., Acta Numerica 9 (2000) 215, section 3). The
 * divergence and the rates are summed with the weights of the same stages.
 */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import {
	coefficientsAt,
	type GaugeModel,
	slopeFactor,
	timeBasis,
} from "../model.js";
import { ReferenceVelocity, type Velocity } from "./velocity.js";

export interface Trajectory {
	readonly links: Float64Array;
	/** Integral of the divergence, which is minus the change of log q. */
	readonly divergence: number;
	/** Integral of T_j(t) (div v_a - t <v_a, grad S>), [timeModes, terms]. */
	readonly rates: Float64Array;
}

export class ReferenceFlow {
	readonly velocity: ReferenceVelocity;
	readonly #model: GaugeModel;
	readonly #beta: number;

	constructor(model: GaugeModel, beta: number) {
		this.#model = model;
		this.#beta = beta;
		this.velocity = new ReferenceVelocity(model);
	}

	/** Rates of the terms at t: div v_a + v_a . grad log p_t with p_t = exp(-t S). */
	rates({ divergences, slopes }: Velocity, t: number): Float64Array {
		const factor = slopeFactor(this.#model.group, this.#beta, t);
		return divergences.map((d, a) => d - factor * slopes[a]);
	}

	/** From t = 0 to 1, or back. */
	run(
		parameters: ArrayLike<number>,
		start: Float64Array,
		steps: number,
		backwards = false,
	): Trajectory {
		const { algebra } = this.velocity;
		const { timeModes, terms } = this.#model;
		const h = (backwards ? -1 : 1) / steps;
		let links = start;
		let divergence = 0;
		const rates = new Float64Array(timeModes * terms);
		for (let step = 0; step < steps; step++) {
			const t = (backwards ? 1 : 0) + step * h;
			const stage = (time: number, weight: number, x: Float64Array) => {
				const at = this.velocity.at(
					x,
					coefficientsAt(this.#model, parameters, time),
				);
				divergence += weight * h * at.divergence;
				const rate = this.rates(at, time);
				const basis = timeBasis(time, timeModes);
				for (let j = 0; j < timeModes; j++)
					for (let a = 0; a < terms; a++)
						rates[j * terms + a] += weight * h * basis[j] * rate[a];
				return at.velocity.map((value) => value * h);
			};
			const k1 = stage(t, 1 / 6, links);
			const k2 = stage(
				t + h / 2,
				1 / 3,
				moved(
					algebra,
					k1.map((k) => k / 2),
					links,
				),
			);
			const turn = commutators(algebra, k1, k2);
			const k3 = stage(
				t + h / 2,
				1 / 3,
				moved(
					algebra,
					k2.map((k, i) => k / 2 - turn[i] / 8),
					links,
				),
			);
			const k4 = stage(t + h, 1 / 6, moved(algebra, k3, links));
			const last = commutators(algebra, k1, k4);
			links = moved(
				algebra,
				k1.map((k, i) => (k + 2 * k2[i] + 2 * k3[i] + k4[i] - last[i] / 2) / 6),
				links,
			);
		}
		return { links, divergence, rates };
	}
}

function commutators(
	algebra: LinkAlgebra,
	a: Float64Array,
	b: Float64Array,
): Float64Array {
	const { reals, multiply } = algebra;
	const out = new Float64Array(a.length);
	const ab = new Float64Array(reals);
	const ba = new Float64Array(reals);
	for (let i = 0; i < a.length; i += reals) {
		multiply(a, i, b, i, ab, 0);
		multiply(b, i, a, i, ba, 0);
		for (let k = 0; k < reals; k++) out[i + k] = ab[k] - ba[k];
	}
	return out;
}

/** exp(X) U of each link; the exponential by its series, after halving X. */
function moved(
	algebra: LinkAlgebra,
	x: Float64Array,
	links: Float64Array,
): Float64Array {
	const { reals, multiply, identity } = algebra;
	const out = new Float64Array(links.length);
	const halvings = 4;
	const element = new Float64Array(reals);
	let power = new Float64Array(reals);
	let next = new Float64Array(reals);
	for (let i = 0; i < links.length; i += reals) {
		let sum = new Float64Array(reals);
		identity(sum, 0);
		identity(power, 0);
		for (let k = 0; k < reals; k++) element[k] = x[i + k] / 2 ** halvings;
		for (let n = 1; n <= 14; n++) {
			multiply(power, 0, element, 0, next, 0);
			for (let k = 0; k < reals; k++) {
				next[k] /= n;
				sum[k] += next[k];
			}
			[power, next] = [next, power];
		}
		for (let n = 0; n < halvings; n++) {
			const square = new Float64Array(reals);
			multiply(sum, 0, sum, 0, square, 0);
			sum = square;
		}
		multiply(sum, 0, links, i, out, i);
	}
	return out;
}
