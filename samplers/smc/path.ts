/**
 * The path of densities exp(-S_b), b = 0 ... 1, from a free field to the target:
 *
 *   S_b = (1 - b) S_0 + b S,     S_0 = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + M^2 phi_x^2 ],
 *
 * with the kinetic coefficient of the target and the M^2 of its gap equation (samplers/gaussian/gap.ts).
 * It is the geometric path of densities, and at the same time a path in the couplings of a polynomial
 * action. S_0 is normalised exactly: log Z_0 = 1/2 sum_k log(2 pi G_k).
 */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import * as tf from "../../tensor/tf.js";
import { freePropagator, gapMass2 } from "../gaussian/gap.js";
import { GaussianDensity } from "../gaussian/spectrum.js";

export class AnnealingPath {
	readonly mass2: number;
	/** exp(-S_0) / Z_0. */
	readonly base: GaussianDensity;
	readonly logZ0: number;
	/** S_b at the present `temperature`, for automatic differentiation. */
	readonly action: Action;
	/** b, from 0 (free field) to 1 (target). */
	temperature = 0;
	readonly #target: Polynomial;

	/** @throws Error without a polynomial structure */
	constructor(action: Action) {
		const target = polynomialOf(action);
		if (target === undefined)
			throw new Error(`${action.name} has no polynomial structure`);
		const { lattice } = action.space;
		this.#target = target;
		this.mass2 = gapMass2(lattice, target);
		const propagator = freePropagator(lattice, target.kinetic, this.mass2);
		this.base = new GaussianDensity(lattice, propagator);
		this.logZ0 = -this.base.peak;
		const free = scalarAction("free", lattice, {}, this.polynomialAt(0));
		this.action = {
			...action,
			evaluate: (fields) =>
				tf.tidy(() =>
					tf.add(
						tf.mul(free.evaluate(fields), 1 - this.temperature),
						tf.mul(action.evaluate(fields), this.temperature),
					),
				),
		};
	}

	/** S_b as a polynomial. */
	polynomialAt(temperature: number): Polynomial {
		const { kinetic, potential } = this.#target;
		const mixed = Array.from(
			{ length: Math.max(3, potential.length) },
			(_, power) => temperature * (potential[power] ?? 0),
		);
		mixed[2] += (1 - temperature) * this.mass2;
		return { kinetic, potential: mixed };
	}

	/** S_0 - S of configurations [count, V]: the kinetic terms cancel. */
	difference(fields: Float32Array | Float64Array): Float64Array {
		const { sites } = this.base.lattice;
		const { potential } = this.#target;
		const coefficients = Float64Array.from(
			this.polynomialAt(0).potential,
			(free, power) => free - (potential[power] ?? 0),
		);
		const degree = Math.max(potential.length, 3) - 1;
		const out = new Float64Array(fields.length / sites);
		for (let i = 0; i < out.length; i++) {
			let sum = 0;
			for (let x = i * sites; x < (i + 1) * sites; x++) {
				const phi = fields[x];
				let value = 0;
				for (let power = degree; power >= 0; power--)
					value = value * phi + coefficients[power];
				sum += value;
			}
			out[i] = sum;
		}
		return out;
	}
}
