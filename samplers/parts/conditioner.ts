/**
 * Convolutional conditioner in TensorFlow.js ops: circular convolutions of any dimension, each a
 * product of matrices over the shifted copies of its input, so that every backend has it with its
 * gradient. Leaky rectifiers between them.
 */
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import {
	blockOf,
	type CouplingConfig,
	channelsOf,
	couplingLayout,
	isEven,
	leakySlope,
	tapOffsets,
} from "./coupling-config.js";
import type { ParameterLayout } from "./flow.js";

/** [batch, V] (zero at the active sites) -> [batch, V, outputs]. */
export function conditioner(
	lattice: Lattice,
	config: CouplingConfig,
	layout: ParameterLayout,
	layer: number,
	parameters: tf.Tensor1D,
	frozen: tf.Tensor2D,
): tf.Tensor3D {
	const channels = channelsOf(config);
	const batch = frozen.shape[0];
	const block = (name: string) => {
		const { offset, shape } = blockOf(layout, `${layer}/${name}`);
		const size = shape.reduce((product, extent) => product * extent, 1);
		return tf.slice(parameters, offset, size);
	};
	const offsets = tapOffsets(lattice.dimension, config.kernel);
	let x: tf.Tensor = tf.reshape(frozen, [batch, ...lattice.shape, 1]);
	for (let i = 0; i + 1 < channels.length; i++) {
		const rows = offsets.length * channels[i];
		const patches = tf.concat(
			offsets.map((offset) => shift(x, offset)),
			lattice.dimension + 1,
		);
		const weight = tf.reshape(block(`${i}/weight`), [rows, channels[i + 1]]);
		x = tf.matMul(
			tf.reshape(patches, [batch * lattice.sites, rows]) as tf.Tensor2D,
			weight as tf.Tensor2D,
		);
		const even = i === 0 && isEven(config);
		if (!even) x = tf.add(x, block(`${i}/bias`));
		if (even) x = tf.abs(x);
		else if (i + 2 < channels.length) x = tf.maximum(x, tf.mul(x, leakySlope));
		x = tf.reshape(x, [batch, ...lattice.shape, channels[i + 1]]);
	}
	return tf.reshape(x, [batch, lattice.sites, channels[channels.length - 1]]);
}

/** value(x + offset) at x, periodic; [batch, ...shape, channels]. */
function shift(x: tf.Tensor, offset: readonly number[]): tf.Tensor {
	return offset.reduce((value: tf.Tensor, step, mu) => {
		const axis = mu + 1;
		const extent = value.shape[axis];
		const start = ((step % extent) + extent) % extent;
		if (start === 0) return value;
		const [head, tail] = tf.split(value, [start, extent - start], axis);
		return tf.concat([tail, head], axis);
	}, x);
}

/** Uniform in +-1/sqrt(inputs of a unit), and zeros in the last layer: the coupling is then the identity. */
export function initialiseConditioners(
	lattice: Lattice,
	config: CouplingConfig,
	random: Random,
	out: Float32Array,
): void {
	const layout = couplingLayout(lattice, config);
	const channels = channelsOf(config);
	const taps = config.kernel ** lattice.dimension;
	for (let layer = 0; layer < config.layers; layer++) {
		for (let i = 0; i + 2 < channels.length; i++) {
			const bound = 1 / Math.sqrt(taps * channels[i]);
			for (const name of ["weight", "bias"]) {
				const { offset, shape } = blockOf(layout, `${layer}/${i}/${name}`);
				const size = shape.reduce((product, extent) => product * extent, 1);
				for (let k = 0; k < size; k++)
					out[offset + k] = bound * (2 * random.uniform() - 1);
			}
		}
	}
}
