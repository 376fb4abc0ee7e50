/**
 * The prior of a coupling flow: independent normals, or the free field
 *
 *   phi = F^T a z,   a_k = 1 / sqrt(2 (M^2 + kinetic khat^2)),   khat^2 = 4 sum_mu sin^2(pi k_mu / L_mu),
 *
 * where F is the orthonormal real Fourier basis, so that S_0 = sum_x [ kinetic (d phi)^2 + M^2
 * phi^2 ] has the density exp(-S_0). Without it, a flow needs many layers to build the long-range
 * order. log M^2 may be trained.
 */
import type { Polynomial } from "../../../actions/action.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import type { Lattice } from "../../../core/lattice.js";
import * as tf from "../../../tensor/tf.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { blockOf, type PriorConfig } from "../config.js";

export type FreeFieldConfig = Extract<PriorConfig, { kind: "freeField" }>;

/**
 * Orthonormal basis of functions on a ring, [mode][x]: the constant, cosines and sines in turn, the
 * alternating sign.
 */
export function realFourier(extent: number): Float64Array {
	const basis = new Float64Array(extent * extent);
	for (let mode = 0; mode < extent; mode++) {
		const k = waveNumber(mode);
		for (let x = 0; x < extent; x++) {
			const angle = (2 * Math.PI * k * x) / extent;
			const lonely = mode === 0 || 2 * k === extent;
			const length = Math.sqrt((lonely ? 1 : 2) / extent);
			const wave =
				mode % 2 === 1 || mode === 0 ? Math.cos(angle) : Math.sin(angle);
			basis[mode * extent + x] = length * wave;
		}
	}
	return basis;
}

function waveNumber(mode: number): number {
	return Math.ceil(mode / 2);
}

/** khat^2 of every mode, [V]. */
export function latticeMomenta(lattice: Lattice): Float64Array {
	const momenta = new Float64Array(lattice.sites);
	for (let mode = 0; mode < lattice.sites; mode++) {
		for (const [mu, extent] of lattice.shape.entries()) {
			const index = Math.floor(mode / lattice.strides[mu]) % extent;
			const sine = Math.sin((Math.PI * waveNumber(index)) / extent);
			momenta[mode] += 4 * sine * sine;
		}
	}
	return momenta;
}

/** a_k for a given log M^2, and the sum of log a_k. */
export function amplitudes(
	momenta: Float64Array,
	kinetic: number,
	logMass2: number,
): { readonly values: Float64Array; readonly logVolume: number } {
	const mass2 = Math.exp(logMass2);
	let logVolume = 0;
	const values = momenta.map((momentum) => {
		const width = 2 * (mass2 + kinetic * momentum);
		logVolume -= 0.5 * Math.log(width);
		return 1 / Math.sqrt(width);
	});
	return { values, logVolume };
}

/** The prior in ops. `forward` maps latent normals [batch, V] to fields. Densities are those of the fields. */
export interface Prior {
	forward(
		parameters: tf.Tensor1D,
		latent: tf.Tensor2D,
	): { readonly fields: tf.Tensor2D; readonly logDensity: tf.Tensor1D };
	inverse(
		parameters: tf.Tensor1D,
		fields: tf.Tensor2D,
	): { readonly latent: tf.Tensor2D; readonly logDensity: tf.Tensor1D };
}

export function createPrior(
	lattice: Lattice,
	config: PriorConfig,
	layout: ParameterLayout,
): Prior {
	if (config.kind === "normal") return normalPrior(lattice);
	return config.kind === "action"
		? actionPrior(lattice, config.action)
		: freeFieldPrior(lattice, config, layout);
}

/** log q = -S, not normalised, and the latent configuration is the field. */
function actionPrior(lattice: Lattice, polynomial: Polynomial): Prior {
	const { evaluate } = scalarAction("prior", lattice, {}, polynomial);
	const logDensity = (fields: tf.Tensor2D): tf.Tensor1D =>
		tf.neg(evaluate(tf.reshape(fields, [-1, ...lattice.shape])) as tf.Tensor1D);
	return {
		forward: (_, latent) => ({
			fields: latent,
			logDensity: logDensity(latent),
		}),
		inverse: (_, fields) => ({
			latent: fields,
			logDensity: logDensity(fields),
		}),
	};
}

function normalDensity(latent: tf.Tensor2D): tf.Tensor1D {
	const constant = (latent.shape[1] / 2) * Math.log(2 * Math.PI);
	return tf.sub(tf.mul(tf.sum(tf.square(latent), 1), -0.5), constant);
}

function normalPrior(_lattice: Lattice): Prior {
	return {
		forward: (_, latent) => ({
			fields: latent,
			logDensity: normalDensity(latent),
		}),
		inverse: (_, fields) => ({
			latent: fields,
			logDensity: normalDensity(fields),
		}),
	};
}

function freeFieldPrior(
	lattice: Lattice,
	config: FreeFieldConfig,
	layout: ParameterLayout,
): Prior {
	const momenta = latticeMomenta(lattice);
	const logWidth = (parameters: tf.Tensor1D): tf.Tensor => {
		const mass2 = config.trainable
			? tf.exp(
					tf.slice(parameters, blockOf(layout, "prior/logMass2").offset, 1),
				)
			: tf.scalar(config.mass2);
		const kinetic = tf.tensor1d(
			Float32Array.from(momenta, (momentum) => config.kinetic * momentum),
		);
		return tf.log(tf.mul(2, tf.add(mass2, kinetic)));
	};
	const density = (latent: tf.Tensor2D, widths: tf.Tensor): tf.Tensor1D =>
		tf.add(normalDensity(latent), tf.mul(0.5, tf.sum(widths)));
	return {
		forward(parameters, latent) {
			const widths = logWidth(parameters);
			const modes = tf.mul(latent, tf.exp(tf.mul(-0.5, widths)));
			return {
				fields: transform(lattice, modes, false),
				logDensity: density(latent, widths),
			};
		},
		inverse(parameters, fields) {
			const widths = logWidth(parameters);
			const modes = transform(lattice, fields, true);
			const latent = tf.mul(modes, tf.exp(tf.mul(0.5, widths))) as tf.Tensor2D;
			return { latent, logDensity: density(latent, widths) };
		},
	};
}

/** F (to modes) or its transpose (to sites) along every direction, [batch, V]. */
function transform(
	lattice: Lattice,
	values: tf.Tensor,
	toModes: boolean,
): tf.Tensor2D {
	const batch = values.shape[0];
	let x = values;
	for (const [mu, extent] of lattice.shape.entries()) {
		const basis = tf.tensor2d(Float32Array.from(realFourier(extent)), [
			extent,
			extent,
		]);
		const inner = lattice.strides[mu];
		const outer = (batch * lattice.sites) / (extent * inner);
		const rows = tf.reshape(
			tf.transpose(tf.reshape(x, [outer, extent, inner]), [0, 2, 1]),
			[outer * inner, extent],
		) as tf.Tensor2D;
		const mapped = tf.matMul(rows, basis, false, toModes);
		x = tf.transpose(tf.reshape(mapped, [outer, inner, extent]), [0, 2, 1]);
	}
	return tf.reshape(x, [batch, lattice.sites]);
}
