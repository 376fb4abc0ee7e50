/**
 * The gauge-equivariant coupling flow of U(1) links in TensorFlow.js ops (arXiv:2003.06413,
 * arXiv:2101.08176), the reference for samplers/gauge-coupling/simd/flow.ts. Links start uniform. A layer
 * maps each active plaquette P of its stripes (samplers/gauge-coupling/stripes.ts) to P' = f(P) + t on the
 * circle, with numbers that a net gives from cos and sin of the frozen plaquettes, and turns the plaquette's
 * link by P' - P. The Jacobian is triangular: log q falls by the sum of log f'. Plaquettes are all that is
 * read, and so log q is gauge invariant.
 */
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import { blockOf, leakySlope, tapOffsets } from "../coupling/config.js";
import { patches, shift } from "../coupling/reference/conditioner.js";
import { splineTransform } from "../coupling/reference/spline.js";
import type { Flow, ParameterLayout } from "../flow/flow.js";
import {
	type GaugeCouplingConfig,
	gaugeCouplingLayout,
	netMaps,
	outputsOf,
} from "./config.js";
import { ncpTransform } from "./reference/ncp.js";
import { netProducts, stripesOf } from "./stripes.js";

type Direction = "forward" | "inverse";

export function gaugeCouplingFlow(
	lattice: Lattice,
	config: GaugeCouplingConfig,
): Flow {
	const layout = gaugeCouplingLayout(config);
	const run = (
		parameters: tf.Tensor1D,
		given: tf.Tensor2D,
		direction: Direction,
	) => {
		let links: tf.Tensor = tf.reshape(given, [-1, 2, ...lattice.shape]);
		let plaquettes = plaquettesOf(links);
		let logDensity: tf.Tensor = tf.zeros([given.shape[0]]);
		for (let i = 0; i < config.layers; i++) {
			const layer = direction === "forward" ? i : config.layers - 1 - i;
			const { mu, sign } = stripesOf(lattice, layer);
			const { turn, logSlope } = couple(
				lattice,
				config,
				layout,
				parameters,
				layer,
				plaquettes,
				direction,
			);
			logDensity = tf.sub(logDensity, logSlope);
			plaquettes = tf.sub(
				tf.add(plaquettes, turn),
				shift(turn, mu === 0 ? [0, 1] : [1, 0]),
			);
			const still = tf.zerosLike(turn);
			links = tf.add(
				links,
				tf.stack(
					mu === 0 ? [tf.mul(sign, turn), still] : [still, tf.mul(sign, turn)],
					1,
				),
			);
		}
		return {
			links: tf.reshape(wrapped(links), [given.shape[0], -1]) as tf.Tensor2D,
			logDensity: logDensity as tf.Tensor1D,
		};
	};
	return {
		lattice,
		links: true,
		layout,
		operations: () => 2 * netProducts(lattice, config),
		initialise: (random) => initialise(config, layout, random),
		forward(parameters, latent) {
			const { links, logDensity } = run(parameters, latent, "forward");
			return { fields: links, logDensity };
		},
		inverse(parameters, fields) {
			const { links, logDensity } = run(parameters, fields, "inverse");
			return { latent: links, logDensity };
		},
		fused: { module: new URL("./simd/flow.js", import.meta.url).href, config },
	};
}

/** To [-pi, pi]. */
function wrapped(angles: tf.Tensor): tf.Tensor {
	return tf.sub(
		angles,
		tf.mul(2 * Math.PI, tf.round(tf.div(angles, 2 * Math.PI))),
	);
}

/** [batch, 2, ...shape] -> [batch, ...shape]. */
function plaquettesOf(links: tf.Tensor): tf.Tensor {
	const [a, b] = tf.unstack(links, 1) as [tf.Tensor, tf.Tensor];
	return tf.sub(tf.add(a, shift(b, [1, 0])), tf.add(shift(a, [0, 1]), b));
}

/** By how much the active plaquettes turn, zero elsewhere, and the sum of log f'. */
function couple(
	lattice: Lattice,
	config: GaugeCouplingConfig,
	layout: ParameterLayout,
	parameters: tf.Tensor1D,
	layer: number,
	plaquettes: tf.Tensor,
	direction: Direction,
) {
	const [batch] = plaquettes.shape;
	const { active, frozen } = stripesOf(lattice, layer);
	const mask = (sites: readonly number[], shape: number[]) => {
		const values = new Float32Array(lattice.sites);
		for (const site of sites) values[site] = 1;
		return tf.tensor(values, shape);
	};
	const features = tf.mul(
		tf.stack([tf.cos(plaquettes), tf.sin(plaquettes)], 3),
		mask(frozen, [...lattice.shape, 1]),
	);
	const numbers = tf.reshape(
		net(lattice, config, layout, parameters, layer, features),
		[batch, lattice.sites, outputsOf(config.transform)],
	) as tf.Tensor3D;
	const last = outputsOf(config.transform) - 1;
	const rotation = tf.reshape(
		tf.slice(numbers, [0, 0, last], [batch, lattice.sites, 1]),
		[batch, lattice.sites],
	);
	const before = wrapped(
		tf.reshape(plaquettes, [batch, lattice.sites]),
	) as tf.Tensor2D;
	const { kind } = config.transform;
	const transform =
		kind === "ncp"
			? ncpTransform(config.transform.components)
			: splineTransform(
					{ kind, bins: config.transform.bins, bound: Math.PI, odd: false },
					true,
				);
	const forward = direction === "forward";
	const { values, logSlope } = transform(
		forward ? before : (wrapped(tf.sub(before, rotation)) as tf.Tensor2D),
		numbers,
		direction,
	);
	const after = forward ? wrapped(tf.add(values, rotation)) : values;
	const here = mask(active, [lattice.sites]);
	return {
		turn: tf.reshape(tf.mul(tf.sub(after, before), here), plaquettes.shape),
		logSlope: tf.sum(tf.mul(logSlope, here), 1),
	};
}

/** [batch, ...shape, 2] -> [batch V, outputs]. */
function net(
	lattice: Lattice,
	config: GaugeCouplingConfig,
	layout: ParameterLayout,
	parameters: tf.Tensor1D,
	layer: number,
	features: tf.Tensor,
): tf.Tensor {
	const maps = netMaps(config);
	const offsets = tapOffsets(2, config.kernel);
	let x = features;
	for (const [i, { taps, inputs, outputs }] of maps.entries()) {
		const weight = blockOf(layout, `${layer}/${i}/weight`);
		const bias = blockOf(layout, `${layer}/${i}/bias`);
		const rows = tf.reshape(
			tf.slice(parameters, weight.offset, taps * inputs * outputs),
			[taps * inputs, outputs],
		);
		x = tf.add(
			tf.matMul(patches(x, offsets), rows as tf.Tensor2D),
			tf.slice(parameters, bias.offset, outputs),
		);
		if (i + 1 === maps.length) break;
		x = tf.reshape(tf.maximum(x, tf.mul(x, leakySlope)), [
			-1,
			...lattice.shape,
			outputs,
		]);
	}
	return x;
}

/** Largest s / 2 of the components at the start: equal ones would have equal gradients for ever. */
const spread = 0.1;

/** Uniform in +-1/sqrt(inputs of a unit), but zero in the last map: splines are then the identity. */
function initialise(
	config: GaugeCouplingConfig,
	{ size, blocks }: ParameterLayout,
	random: Random,
): Float32Array {
	const out = new Float32Array(size);
	const maps = netMaps(config);
	for (const [block, { offset, shape }] of blocks.entries()) {
		const map = Math.floor(block / 2) % maps.length;
		const { taps, inputs, outputs } = element(maps, map);
		const length = shape.reduce((product, extent) => product * extent, 1);
		const bound = map + 1 === maps.length ? 0 : 1 / Math.sqrt(taps * inputs);
		for (let i = 0; i < length; i++)
			out[offset + i] = bound * (2 * random.uniform() - 1);
		if (config.transform.kind !== "ncp" || bound > 0 || block % 2 === 0)
			continue;
		for (let i = 0; i + 1 < outputs && outputs > 2; i++)
			out[offset + i] = spread * ((2 * i) / (outputs - 2) - 1);
	}
	return out;
}
