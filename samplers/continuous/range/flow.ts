/**
 * One flow for a range of a coupling, made from a flow for one coupling. Its parameters become
 * functions of the coupling (samplers/continuous/range/range.ts; Gerdes et al., arXiv:2207.00283,
 * expand in Gaussians). The setting `lambda` names the coupling of a call. Without it, the number
 * of a sample decides its coupling, and the sample has its own target, whose action differs from
 * the given one by (lambda - own) sum phi^4.
 */
import { type Action, polynomialOf } from "../../../actions/action.js";
import { defined } from "../../../core/elements.js";
import * as tf from "../../../tensor/tf.js";
import type { Flow, FlowSettings } from "../../flow/flow.js";
import type { ConditionalFusedConfig } from "./fused.js";
import {
	type CouplingRange,
	couplingOf,
	Expansion,
	eachCoupling,
	expandedLayout,
	expandedOf,
	polynomials,
	power,
} from "./range.js";

export interface ConditionalFlow extends Flow {
	readonly expansion: Expansion;
}

/** @param names blocks of parameters that depend on the coupling */
export function conditionalFlow(
	base: Flow,
	action: Action,
	range: CouplingRange,
	names: readonly string[],
): ConditionalFlow {
	const { size } = base.layout;
	const expanded = expandedOf(base.layout, names);
	const expansion = new Expansion(range, size, expanded);
	const own = polynomialOf(action)?.potential[power] ?? 0;

	const theta = (parameters: tf.Tensor1D, coupling: number): tf.Tensor1D => {
		const values = polynomials(range, coupling);
		const pieces: tf.Tensor1D[] = [];
		let [done, from] = [0, size];
		for (const [offset, length] of expanded) {
			if (offset > done) pieces.push(tf.slice(parameters, done, offset - done));
			let sum: tf.Tensor1D = tf.slice(parameters, offset, length);
			for (const [j, value] of values.slice(1).entries()) {
				const start = from + j * expansion.width;
				const term = tf.mul(tf.slice(parameters, start, length), value);
				sum = tf.add(sum, term);
			}
			pieces.push(sum);
			done = offset + length;
			from += length;
		}
		if (done < size) pieces.push(tf.slice(parameters, done, size - done));
		return tf.concat(pieces);
	};

	/** Samples with the same coupling go through its flow together. */
	const through = <K extends "fields" | "latent">(
		parameters: tf.Tensor1D,
		rows: tf.Tensor2D,
		settings: FlowSettings,
		first: number,
		map: (
			parameters: tf.Tensor1D,
			rows: tf.Tensor2D,
		) => Readonly<Record<K, tf.Tensor2D>> & {
			readonly logDensity: tf.Tensor1D;
		},
		key: K,
	) => {
		const [count, sites] = rows.shape;
		const images: tf.Tensor2D[] = [];
		const densities: tf.Tensor1D[] = [];
		eachCoupling(range, settings, first, count, (coupling, start, length) => {
			const image = map(
				theta(parameters, coupling),
				tf.slice(rows, [start, 0], [length, sites]),
			);
			images.push(image[key]);
			densities.push(image.logDensity);
		});
		return {
			image: tf.concat(images) as tf.Tensor2D,
			logDensity: tf.concat(densities) as tf.Tensor1D,
		};
	};

	return {
		lattice: base.lattice,
		layout: expandedLayout(base.layout, names, range.order),
		expansion,
		...defined({ settings: base.settings }),
		initialise: (random) => {
			const parameters = new Float32Array(expansion.total);
			parameters.set(base.initialise(random));
			return parameters;
		},
		forward: (parameters, latent, settings = {}, first = 0) => {
			const { image, logDensity } = through(
				parameters,
				latent,
				settings,
				first,
				(p, z) => base.forward(p, z, settings),
				"fields",
			);
			return { fields: image, logDensity };
		},
		inverse: (parameters, fields, settings = {}, first = 0) => {
			const { image, logDensity } = through(
				parameters,
				fields,
				settings,
				first,
				(p, phi) => base.inverse(p, phi, settings),
				"latent",
			);
			return { latent: image, logDensity };
		},
		excess: (fields, settings, first) => {
			const [count] = fields.shape;
			const changes = Float32Array.from(
				{ length: count },
				(_, i) => couplingOf(range, settings, first + i) - own,
			);
			return tf.mul(tf.sum(tf.pow(fields, power), 1), tf.tensor1d(changes));
		},
		...(base.fused === undefined
			? {}
			: {
					fused: {
						module: new URL("./fused.js", import.meta.url).href,
						config: {
							module: base.fused.module,
							config: base.fused.config,
							range,
							size,
							expanded,
						} satisfies ConditionalFusedConfig,
						...defined({ chunk: base.fused.chunk }),
					},
				}),
	};
}
