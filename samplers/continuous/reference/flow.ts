/**
 * The equivariant flow in TensorFlow.js ops: the reference for the kernels, and the path on other
 * backends. Convolutions are products in the Hartley basis. The transform is a matrix [V, V].
 */
import { coordinate, type Lattice } from "../../../core/lattice.js";
import * as tf from "../../../tensor/tf.js";
import { type CnfModel, timeBasis } from "../model.js";
import { characters } from "../orbit.js";
import { rungeKutta, type Velocity } from "./runge-kutta.js";

/** Iterations of the inverse. Each one reduces the error by a factor of the integrator's own error. */
const inverseIterations = 4;

export class ComposedCnf {
	/** cas(2 pi k x / L). It is symmetric, and its square is V times the identity. */
	private readonly hartley: Float32Array;
	/** [V, orbits]: 1 where a momentum, or a displacement, belongs to the orbit. */
	private readonly members: Float32Array;
	/** The characters divided by V, [orbits of momenta, orbits of displacements]. */
	private readonly characters: Float32Array;

	constructor(private readonly model: CnfModel) {
		const { lattice, orbits } = model;
		this.hartley = hartleyMatrix(lattice);
		this.members = new Float32Array(lattice.sites * orbits.count);
		for (let site = 0; site < lattice.sites; site++)
			this.members[site * orbits.count + orbits.of[site]] = 1;
		this.characters = Float32Array.from(
			characters(lattice, orbits),
			(value) => value / lattice.sites,
		);
	}

	forward(parameters: tf.Tensor1D, latent: tf.Tensor2D, steps: number) {
		const flow = this.bind(parameters, steps);
		const start = flow.prior(latent);
		const { end, integral } = rungeKutta(start, steps, false, flow.velocity);
		return {
			fields: end,
			logDensity: tf.sub(flow.logPrior(latent), integral) as tf.Tensor1D,
		};
	}

	/** The prior's noise and the states after each step, [1, V] each. */
	path(
		parameters: tf.Tensor1D,
		latent: tf.Tensor2D,
		steps: number,
	): tf.Tensor2D[] {
		const flow = this.bind(parameters, steps);
		const states = [flow.prior(latent)];
		rungeKutta(states[0], steps, false, flow.velocity, (state) =>
			states.push(state),
		);
		return states;
	}

	/** Inverts the discrete map by iteration around the integrator run backward. */
	inverse(parameters: tf.Tensor1D, fields: tf.Tensor2D, steps: number) {
		const flow = this.bind(parameters, steps);
		let guess = fields;
		let start = fields;
		let integral = tf.zeros([fields.shape[0]]) as tf.Tensor1D;
		for (let i = 0; i < inverseIterations; i++) {
			start = rungeKutta(guess, steps, true, flow.velocity).end;
			const image = rungeKutta(start, steps, false, flow.velocity);
			integral = image.integral;
			guess = tf.add(guess, tf.sub(fields, image.end));
		}
		const latent = flow.priorInverse(start);
		return {
			latent,
			logDensity: tf.sub(flow.logPrior(latent), integral) as tf.Tensor1D,
		};
	}

	private bind(parameters: tf.Tensor1D, steps: number) {
		const { lattice, orbits, config, times, momenta } = this.model;
		const { sites } = lattice;
		const block = (index: number): tf.Tensor => {
			const { offset, shape } = this.model.layout.blocks[index];
			const size = shape.reduce((product, extent) => product * extent, 1);
			return tf.reshape(tf.slice(parameters, offset, size), [...shape]);
		};
		const frequencies = tf.reshape(block(0), [1, config.frequencies - 1]);
		const bonds = tf.div(block(1), config.frequencies) as tf.Tensor2D;
		const hartley = tf.tensor2d(this.hartley, [sites, sites]);
		const members = tf.tensor2d(this.members, [sites, orbits.count]);
		const basis = tf.tensor2d(
			Float32Array.from(timeBasis(config.timeModes, steps)),
			[2 * steps + 1, times],
		);
		const inTime = tf.matMul(
			basis,
			tf.div(block(2), times) as tf.Tensor2D,
			false,
			true,
		);
		// W [orbits * F, 2n + 1].
		const kernel = tf.matMul(
			tf.reshape(block(3), [orbits.count * config.bonds, config.timeBonds]),
			inTime,
			false,
			true,
		);
		const spectrum = tf.matMul(
			members,
			tf.tensor2d(this.characters, [orbits.count, orbits.count]),
		);
		const velocity: Velocity = (state, half) => {
			const weights = tf.reshape(tf.slice(kernel, [0, half], [-1, 1]), [
				orbits.count,
				config.bonds,
			]) as tf.Tensor2D;
			const column = tf.reshape(state, [-1, 1]);
			const angles = tf.mul(column, frequencies);
			const channels = tf.matMul(
				tf.concat([tf.sin(angles), column], 1) as tf.Tensor2D,
				bonds,
				false,
				true,
			);
			const slopes = tf.matMul(
				tf.concat(
					[tf.mul(tf.cos(angles), frequencies), tf.onesLike(column)],
					1,
				) as tf.Tensor2D,
				bonds,
				false,
				true,
			);
			const origin = tf.slice(weights, [0, 0], [1, -1]);
			const rate = tf.sum(
				tf.reshape(tf.matMul(slopes, origin as tf.Tensor2D, false, true), [
					-1,
					sites,
				]),
				1,
			) as tf.Tensor1D;
			// The Hartley transform of [batch, V, F], as [batch, F, V], times [F, V], summed over F.
			const batch = state.shape[0];
			const turned = tf.reshape(
				tf.transpose(
					tf.reshape(channels, [batch, sites, config.bonds]),
					[0, 2, 1],
				),
				[batch * config.bonds, sites],
			) as tf.Tensor2D;
			const image = tf.reshape(tf.matMul(turned, hartley), [
				batch,
				config.bonds,
				sites,
			]);
			const multipliers = tf.transpose(tf.matMul(spectrum, weights));
			const product = tf.sum(tf.mul(image, multipliers), 1) as tf.Tensor2D;
			return { velocity: tf.matMul(product, hartley), rate };
		};
		const mass2 = tf.exp(block(4));
		const squares = tf.add(
			tf.mul(
				tf.tensor1d(Float32Array.from(orbits.of, (k) => momenta[k])),
				config.kinetic,
			),
			mass2,
		);
		// sigma_k^2 = 1 / (2 (kinetic k^2 + M^2)).
		const scales = tf.rsqrt(tf.mul(squares, 2));
		const logScales = tf.mul(tf.sum(tf.log(tf.mul(squares, 2))), -0.5);
		const filtered = (fields: tf.Tensor2D, factor: tf.Tensor): tf.Tensor2D =>
			tf.div(
				tf.matMul(
					tf.mul(tf.matMul(fields, hartley), factor) as tf.Tensor2D,
					hartley,
				),
				sites,
			) as tf.Tensor2D;
		return {
			velocity,
			prior: (latent: tf.Tensor2D) => filtered(latent, scales),
			priorInverse: (fields: tf.Tensor2D) =>
				filtered(fields, tf.reciprocal(scales)),
			logPrior: (latent: tf.Tensor2D) =>
				tf.sub(
					tf.mul(tf.sum(tf.square(latent), 1), -0.5),
					tf.add(logScales, 0.5 * sites * Math.log(2 * Math.PI)),
				),
		};
	}
}

function hartleyMatrix(lattice: Lattice): Float32Array {
	const { sites, dimension, shape } = lattice;
	const matrix = new Float32Array(sites * sites);
	for (let k = 0; k < sites; k++) {
		for (let x = 0; x < sites; x++) {
			let product = 1;
			for (let mu = 0; mu < dimension; mu++) {
				const turns =
					(coordinate(lattice, k, mu) * coordinate(lattice, x, mu)) % shape[mu];
				const angle = (2 * Math.PI * turns) / shape[mu];
				product *= Math.cos(angle) + Math.sin(angle);
			}
			matrix[k * sites + x] = product;
		}
	}
	return matrix;
}
