/**
 * Coupling flows in TensorFlow.js ops: a prior, then coupling layers, then optionally a pointwise map
 * and a common factor. A layer changes the sites of one colour and reads only those of the other. Its Jacobian
 * is therefore triangular, and the logarithm of the determinant is a sum over the active sites.
 * This is the reference for the kernels of samplers/coupling/simd/flow.ts and
 * samplers/coupling/gpu/flow.ts.
 *
 *   affine (RealNVP, arXiv:1605.08803):  y = x e^s + t,  (s, t) = tanh of the conditioner's outputs
 *   spline (arXiv:1906.04032):           y = a monotone rational-quadratic spline, see reference/spline.ts
 */
import type { Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import type { Flow } from "../flow/flow.js";
import {
	activeSites,
	blockOf,
	type CouplingConfig,
	couplingLayout,
} from "./config.js";
import {
	conditioner,
	initialiseConditioners,
} from "./reference/conditioner.js";
import { affineTransform, type Transformed } from "./reference/ops.js";
import { pointwiseMap, startOfPointwise } from "./reference/pointwise.js";
import { createPrior } from "./reference/prior.js";
import { splineTransform } from "./reference/spline.js";
import { passProducts } from "./work.js";

export function couplingFlow(lattice: Lattice, config: CouplingConfig): Flow {
	const layout = couplingLayout(lattice, config);
	const prior = createPrior(lattice, config.prior, layout);
	const transform =
		config.transform.kind === "affine"
			? affineTransform
			: splineTransform(config.transform);
	const couple = (
		parameters: tf.Tensor1D,
		layer: number,
		fields: tf.Tensor2D,
		direction: "forward" | "inverse",
	): Transformed => {
		const mask = new Float32Array(lattice.sites);
		for (const site of activeSites(lattice, layer)) mask[site] = 1;
		const active = tf.tensor1d(mask);
		const frozen = tf.mul(fields, tf.sub(1, active)) as tf.Tensor2D;
		const net = conditioner(lattice, config, layout, layer, parameters, frozen);
		const { values, logSlope } = transform(fields, net, direction);
		return {
			values: tf.add(frozen, tf.mul(values, active)),
			logSlope: tf.sum(tf.mul(logSlope, active), 1),
		};
	};
	const logScale = (parameters: tf.Tensor1D) =>
		tf.slice(parameters, blockOf(layout, "logScale").offset, 1);
	const bend = (
		parameters: tf.Tensor1D,
		fields: tf.Tensor,
		direction: "forward" | "inverse",
	): Transformed => {
		const { offset } = blockOf(layout, "pointwise/logCoefficient");
		const log = tf.slice(parameters, offset, 1);
		const { values, logSlope } = pointwiseMap(fields, log, direction);
		return { values, logSlope: tf.sum(logSlope, 1) };
	};
	return {
		lattice,
		layout,
		architecture: { kind: "coupling", config: { ...config } },
		operations: () => 2 * passProducts(lattice, config),
		initialise(random) {
			const parameters = new Float32Array(layout.size);
			const { prior: start } = config;
			if (start.kind === "freeField" && start.trainable) {
				const { offset } = blockOf(layout, "prior/logMass2");
				parameters[offset] = Math.log(start.mass2);
			}
			initialiseConditioners(lattice, config, random, parameters);
			if (config.pointwise === true) {
				const { offset } = blockOf(layout, "pointwise/logCoefficient");
				parameters[offset] = Math.log(startOfPointwise);
			}
			return parameters;
		},
		forward(parameters, latent) {
			const start = prior.forward(parameters, latent);
			let fields: tf.Tensor = start.fields;
			let logDensity: tf.Tensor = start.logDensity;
			for (let layer = 0; layer < config.layers; layer++) {
				const next = couple(
					parameters,
					layer,
					fields as tf.Tensor2D,
					"forward",
				);
				fields = next.values;
				logDensity = tf.sub(logDensity, next.logSlope);
			}
			if (config.pointwise === true) {
				const bent = bend(parameters, fields, "forward");
				fields = bent.values;
				logDensity = tf.sub(logDensity, bent.logSlope);
			}
			if (config.rescale) {
				fields = tf.mul(fields, tf.exp(logScale(parameters)));
				logDensity = tf.sub(
					logDensity,
					tf.mul(lattice.sites, tf.sum(logScale(parameters))),
				);
			}
			return {
				fields: fields as tf.Tensor2D,
				logDensity: logDensity as tf.Tensor1D,
			};
		},
		inverse(parameters, given) {
			let fields: tf.Tensor = given;
			let logDensity: tf.Tensor = tf.zeros([given.shape[0]]);
			if (config.rescale) {
				fields = tf.mul(fields, tf.exp(tf.neg(logScale(parameters))));
				logDensity = tf.sub(
					logDensity,
					tf.mul(lattice.sites, tf.sum(logScale(parameters))),
				);
			}
			if (config.pointwise === true) {
				const straight = bend(parameters, fields, "inverse");
				fields = straight.values;
				logDensity = tf.sub(logDensity, straight.logSlope);
			}
			for (let layer = config.layers - 1; layer >= 0; layer--) {
				const next = couple(
					parameters,
					layer,
					fields as tf.Tensor2D,
					"inverse",
				);
				fields = next.values;
				logDensity = tf.sub(logDensity, next.logSlope);
			}
			const end = prior.inverse(parameters, fields as tf.Tensor2D);
			return {
				latent: end.latent,
				logDensity: tf.add(logDensity, end.logDensity),
			};
		},
		fused: {
			module: new URL("./simd/flow.js", import.meta.url).href,
			config,
		},
		// The kernels for GPUs have no pointwise map.
		...(config.pointwise === true
			? {}
			: {
					gpu: {
						module: new URL("./gpu/flow.js", import.meta.url).href,
						config,
					},
				}),
	};
}
