/** A small flow with everything written out, and a context for samplers, for the tests of what flows share. */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import { neighbours } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import {
	type Flow,
	type FusedFactory,
	layoutOf,
} from "../../../samplers/flow/flow.js";
import type { Checkpoint, Context } from "../../../samplers/sampler.js";
import * as tf from "../../../tensor/tf.js";

/** phi_x = e^a z_x + b: the best Gaussian with independent sites. */
export function scaleFlow(lattice: Lattice, start: [number, number]): Flow {
	const { sites } = lattice;
	const base = (latent: tf.Tensor2D) =>
		tf.sub(
			tf.mul(tf.sum(tf.square(latent), 1), -0.5),
			(sites / 2) * Math.log(2 * Math.PI),
		);
	const split = (parameters: tf.Tensor1D) => tf.split(parameters, 2);
	return {
		lattice,
		layout: layoutOf([{ name: "scaleAndShift", shape: [2] }]),
		initialise: () => Float32Array.from(start),
		forward(parameters, latent) {
			const [a, b] = split(parameters);
			return {
				fields: tf.add(tf.mul(latent, tf.exp(a)), b),
				logDensity: tf.sub(base(latent), tf.mul(tf.sum(a), sites)),
			};
		},
		inverse(parameters, fields) {
			const [a, b] = split(parameters);
			const latent = tf.mul(
				tf.sub(fields, b),
				tf.exp(tf.neg(a)),
			) as tf.Tensor2D;
			return {
				latent,
				logDensity: tf.sub(base(latent), tf.mul(tf.sum(a), sites)),
			};
		},
		fused: { module: import.meta.url, config: {} },
	};
}

export const createFused: FusedFactory = async (_config, lattice, action) => {
	const { sites } = lattice;
	const nearest = neighbours(lattice);
	const image = (
		parameters: Float32Array,
		latent: Float32Array,
		start: number,
		fields: Float32Array,
	): number => {
		const [a, b] = parameters;
		let logDensity = -sites * (a + 0.5 * Math.log(2 * Math.PI));
		for (let x = 0; x < sites; x++) {
			const z = latent[start + x];
			fields[x] = Math.exp(a) * z + b;
			logDensity -= 0.5 * z * z;
		}
		return logDensity;
	};
	return {
		sample(parameters, { latent, fields, logDensity, action: values }) {
			for (let i = 0; i < logDensity.length; i++) {
				const field = fields.subarray(i * sites, (i + 1) * sites);
				logDensity[i] = image(parameters, latent, i * sites, field);
				if (action !== null)
					values[i] = evaluate(action, nearest, field, new Float64Array(sites));
			}
		},
		gradient(parameters, { latent, gradient, logDensity, action: values }) {
			const field = new Float32Array(sites);
			const slope = new Float64Array(sites);
			for (let i = 0; i < logDensity.length; i++) {
				logDensity[i] = image(parameters, latent, i * sites, field);
				if (action === null) continue;
				values[i] = evaluate(action, nearest, field, slope);
				gradient[0] -= sites;
				for (let x = 0; x < sites; x++) {
					gradient[0] +=
						slope[x] * Math.exp(parameters[0]) * latent[i * sites + x];
					gradient[1] += slope[x];
				}
			}
		},
		density(parameters, { fields, latent, logDensity }) {
			const [a, b] = parameters;
			for (let i = 0; i < logDensity.length; i++) {
				let sum = -sites * (a + 0.5 * Math.log(2 * Math.PI));
				for (let x = i * sites; x < (i + 1) * sites; x++) {
					latent[x] = (fields[x] - b) * Math.exp(-a);
					sum -= 0.5 * latent[x] * latent[x];
				}
				logDensity[i] = sum;
			}
		},
	};
};

/** S and dS/dphi by the sum over sites, float64. */
export function evaluate(
	action: Polynomial,
	nearest: Int32Array,
	field: ArrayLike<number>,
	slope: Float64Array,
): number {
	const links = nearest.length / field.length;
	let sum = 0;
	for (let x = 0; x < field.length; x++) {
		const phi = field[x];
		let force = 0;
		for (let mu = 0; mu < links; mu++) {
			const difference = phi - field[nearest[x * links + mu]];
			force += 2 * action.kinetic * difference;
			if (mu % 2 === 0) sum += action.kinetic * difference * difference;
		}
		for (let k = action.potential.length - 1; k >= 0; k--) {
			sum += action.potential[k] * phi ** k;
			if (k > 0) force += k * action.potential[k] * phi ** (k - 1);
		}
		slope[x] = force;
	}
	return sum;
}

export interface Witness {
	readonly context: Context;
	readonly checkpoints: Checkpoint[];
	readonly counted: { action: number; gradient: number };
}

/** A context with no harness behind it; its checkpoints are kept as JSON and arrays would keep them. */
export function witness(seed: string, changes: Partial<Context> = {}): Witness {
	const checkpoints: Checkpoint[] = [];
	const counted = { action: 0, gradient: 0 };
	const start = performance.now();
	const context: Context = {
		random: createRandom(seed),
		backend: {
			name: "cpu",
			device: { kind: "cpu", name: "test", count: 1 },
			reason: "test",
			versions: {},
		},
		threads: 1,
		meter: {
			async phase() {},
			charge() {},
			count(work) {
				counted.action += work.action ?? 0;
				counted.gradient += work.gradient ?? 0;
			},
			get seconds() {
				return (performance.now() - start) / 1000;
			},
			get deviceSeconds() {
				return (performance.now() - start) / 1000;
			},
			get evaluations() {
				return counted.action + counted.gradient;
			},
		},
		signal: new AbortController().signal,
		progress() {},
		async offer(checkpoint) {
			const made = await checkpoint();
			checkpoints.push({
				...made,
				state: JSON.parse(JSON.stringify(made.state)),
			});
		},
		...changes,
	};
	return { context, checkpoints, counted };
}
