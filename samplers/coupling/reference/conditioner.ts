/**
 * Conditioners in TensorFlow.js ops, with leaky rectifiers between their maps. Convolutional ones
 * are circular convolutions of any dimension. Each is a matrix product over shifted copies of its
 * input, so every backend has it, and its gradient. Dense ones are matrix products over the frozen
 * sites.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { Random } from "../../../core/random.js";
import * as tf from "../../../tensor/tf.js";
import type { ParameterLayout } from "../../flow/flow.js";
import {
	activeSites,
	blockOf,
	type CouplingConfig,
	couplingLayout,
	isEven,
	leakySlope,
	linearMaps,
	tapOffsets,
	transformOutputs,
} from "../config.js";

/** [batch, V] (zero at the active sites) -> [batch, V, outputs]. */
export function conditioner(
	lattice: Lattice,
	config: CouplingConfig,
	layout: ParameterLayout,
	layer: number,
	parameters: tf.Tensor1D,
	frozen: tf.Tensor2D,
): tf.Tensor3D {
	const maps = linearMaps(lattice, config, layer);
	const batch = frozen.shape[0];
	const dense = config.conditioner === "dense";
	const block = (name: string) => {
		const { offset, shape } = blockOf(layout, `${layer}/${name}`);
		const size = shape.reduce((product, extent) => product * extent, 1);
		return tf.slice(parameters, offset, size);
	};
	const offsets = tapOffsets(lattice.dimension, config.kernel);
	let x: tf.Tensor = dense
		? frozenOnly(lattice, layer, frozen)
		: tf.reshape(frozen, [batch, ...lattice.shape, 1]);
	for (const [i, { taps, inputs, outputs }] of maps.entries()) {
		const rows = taps * inputs;
		const weight = tf.reshape(block(`${i}/weight`), [rows, outputs]);
		if (!dense) x = patches(x, offsets);
		x = tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D);
		const even = i === 0 && isEven(config);
		if (!even) x = tf.add(x, block(`${i}/bias`));
		if (even) x = tf.abs(x);
		else if (i + 1 < maps.length) x = tf.maximum(x, tf.mul(x, leakySlope));
		if (!dense) x = tf.reshape(x, [batch, ...lattice.shape, outputs]);
	}
	const numbers = transformOutputs(config.transform);
	return dense
		? atActive(lattice, layer, tf.reshape(x, [batch, -1, numbers]))
		: tf.reshape(x, [batch, lattice.sites, numbers]);
}

/** The values at all taps of each site: [batch, ...shape, channels] -> [batch V, taps channels]. */
export function patches(
	x: tf.Tensor,
	offsets: readonly (readonly number[])[],
): tf.Tensor2D {
	const all = tf.concat(
		offsets.map((offset) => shift(x, offset)),
		x.rank - 1,
	);
	return tf.reshape(all, [-1, all.shape[x.rank - 1]]);
}

/** [batch, V] -> [batch, frozen sites]. */
function frozenOnly(
	lattice: Lattice,
	layer: number,
	fields: tf.Tensor2D,
): tf.Tensor {
	const frozen = activeSites(lattice, layer + 1);
	return tf.gather(fields, tf.tensor1d(frozen, "int32"), 1);
}

/** [batch, active sites, numbers] -> [batch, V, numbers]. Nobody reads the values at frozen sites. */
function atActive(
	lattice: Lattice,
	layer: number,
	numbers: tf.Tensor,
): tf.Tensor3D {
	const places = new Int32Array(lattice.sites);
	activeSites(lattice, layer).forEach((site, place) => {
		places[site] = place;
	});
	return tf.gather(numbers, tf.tensor1d(places, "int32"), 1) as tf.Tensor3D;
}

/** value(x + offset) at x with periodic boundaries, [batch, ...shape, channels]. */
export function shift(x: tf.Tensor, offset: readonly number[]): tf.Tensor {
	return offset.reduce((value: tf.Tensor, step, mu) => {
		const axis = mu + 1;
		const extent = value.shape[axis];
		const start = ((step % extent) + extent) % extent;
		if (start === 0) return value;
		const [head, tail] = tf.split(value, [start, extent - start], axis);
		return tf.concat([tail, head], axis);
	}, x);
}

/** Uniform in +-1/sqrt(inputs of a unit), but zero in the last layer. The coupling is then the identity. */
export function initialiseConditioners(
	lattice: Lattice,
	config: CouplingConfig,
	random: Random,
	out: Float32Array,
): void {
	const layout = couplingLayout(lattice, config);
	for (let layer = 0; layer < config.layers; layer++) {
		const maps = linearMaps(lattice, config, layer).slice(0, -1);
		for (const [i, { taps, inputs }] of maps.entries()) {
			const bound = 1 / Math.sqrt(taps * inputs);
			for (const name of ["weight", "bias"]) {
				const { offset, shape } = blockOf(layout, `${layer}/${i}/${name}`);
				const size = shape.reduce((product, extent) => product * extent, 1);
				for (let k = 0; k < size; k++)
					out[offset + k] = bound * (2 * random.uniform() - 1);
			}
		}
	}
}
