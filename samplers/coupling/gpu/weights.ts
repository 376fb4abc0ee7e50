/**
 * Where the GPU keeps the weights of a coupling flow, and the sums that become their gradients. The
 * weights are packed twice: in rows of output channels for the forward pass, and in rows of input
 * channels for the pass to the inputs. Both are padded to whole tiles of a thread's registers.
 */
import type { Lattice } from "../../../core/lattice.js";
import type { ParameterLayout } from "../../flow/flow.js";
import {
	blockOf,
	type CouplingConfig,
	isEven,
	type LinearMap,
	linearMaps,
} from "../config.js";
import {
	type ChannelTiles,
	channelTiles,
	type SamplesPerThread,
} from "./conv.wgsl.js";

/** Offsets of one map in the packed weights, counted in numbers. */
export interface PackedMap extends LinearMap {
	readonly weights: number;
	readonly biases: number;
	readonly transposed: number;
	readonly outputTiles: ChannelTiles;
	readonly inputTiles: ChannelTiles;
	/** First row of the map's sums, and the number of groups that its places are cut into. */
	readonly base: number;
	readonly placeGroups: number;
}

export interface PackedWeights {
	/** The index of the parameter at each place, or the number of parameters where there is none. */
	readonly index: Uint32Array;
	/** [layer][map]. */
	readonly maps: readonly (readonly PackedMap[])[];
	/** For each parameter: first row of its map, numbers in a row, groups of places, place in the row. */
	readonly sums: Uint32Array;
	/** Numbers in all rows for one group of samples. */
	readonly sumsSize: number;
}

/** How many samples a thread treats in convolutions. Enough threads matter most, then reuse of the weights. */
export function samplesPerThread(
	lattice: Lattice,
	config: CouplingConfig,
): SamplesPerThread {
	if (config.conditioner === "dense" || lattice.sites < 256) return 1;
	return lattice.sites < 1024 ? 2 : 4;
}

/** A workgroup adds up at least this many pairs of places, and there are at most this many groups. */
const pairsPerGroup = 32;
const mostPlaceGroups = 64;

/**
 * `mostPairs` of each map does not depend on the layer's colour. `width` is that of all vectors, or
 * as small as the channels allow.
 */
export function packedWeights(
	lattice: Lattice,
	config: CouplingConfig,
	layout: ParameterLayout,
	samples: SamplesPerThread,
	mostPairs: readonly number[],
	width?: ChannelTiles["width"],
): PackedWeights {
	const index: number[] = [];
	const sums = new Uint32Array(4 * layout.size);
	let sumsSize = 0;
	const none = layout.size;
	const vectors =
		config.conditioner === "dense" ? 1 : Math.min(4, 16 / samples);
	const aligned = (): number => {
		while (index.length % 4 !== 0) index.push(none);
		return index.length;
	};
	const maps = Array.from({ length: config.layers }, (_, layer) =>
		linearMaps(lattice, config, layer).map((map, i): PackedMap => {
			const { taps, inputs, outputs } = map;
			const weight = blockOf(layout, `${layer}/${i}/weight`).offset;
			const bias = blockOf(layout, `${layer}/${i}/bias`).offset;
			const biased = !(i === 0 && isEven(config));
			const outputTiles = channelTiles(outputs, vectors, width);
			const inputTiles = channelTiles(inputs, vectors, width);
			const weights = aligned();
			for (let row = 0; row < taps * inputs; row++)
				for (let c = 0; c < outputTiles.padded; c++)
					index.push(c < outputs ? weight + row * outputs + c : none);
			const biases = aligned();
			for (let c = 0; c < outputTiles.padded; c++)
				index.push(biased && c < outputs ? bias + c : none);
			const transposed = aligned();
			for (let tap = 0; tap < taps; tap++)
				for (let c = 0; c < outputs; c++)
					for (let k = 0; k < inputTiles.padded; k++)
						index.push(
							k < inputs ? weight + (tap * inputs + k) * outputs + c : none,
						);
			const placeGroups = Math.min(
				mostPlaceGroups,
				Math.ceil(mostPairs[i] / pairsPerGroup),
			);
			const base = sumsSize;
			const size = (taps * inputs + 1) * outputs;
			for (let p = 0; p < taps * inputs * outputs; p++)
				sums.set([base, size, placeGroups, p], 4 * (weight + p));
			for (let c = 0; biased && c < outputs; c++)
				sums.set([base, size, placeGroups, size - outputs + c], 4 * (bias + c));
			sumsSize += size * placeGroups;
			return {
				...map,
				weights,
				biases,
				transposed,
				outputTiles,
				inputTiles,
				base,
				placeGroups,
			};
		}),
	);
	aligned();
	return { index: Uint32Array.from(index), maps, sums, sumsSize };
}
