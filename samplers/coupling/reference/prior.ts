/**
 * The prior of a coupling flow: independent normals, or the free field of samplers/coupling/free-field.ts.
 */
import type { Polynomial } from "../../../actions/action.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import type { Lattice } from "../../../core/lattice.js";
import * as tf from "../../../tensor/tf.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { blockOf, type PriorConfig } from "../config.js";
import {
	type FreeFieldConfig,
	latticeMomenta,
	realFourier,
} from "../free-field.js";

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
