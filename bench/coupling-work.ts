/**
 * Work of a training step of a coupling flow. With samplers/coupling/work.ts this is a floor for every implementation
 * that stores what its backward pass needs.
 */
import type { Lattice } from "../core/lattice.js";
import {
	activeSites,
	type CouplingConfig,
	channelsOf,
	transformOutputs,
} from "../samplers/coupling/config.js";
import type { GradientEstimator } from "../samplers/flow/flow.js";

/**
 * Number of passes in a training step: forward, to the inputs, to the weights. Path gradients go to
 * the inputs once more.
 */
export function passesOf(estimator: GradientEstimator): number {
	return estimator === "path" ? 4 : 3;
}

/**
 * Bytes of one sample that a training step writes for its backward pass and reads there: fields,
 * hidden values, the numbers of the transforms.
 */
export function keptBytes(lattice: Lattice, config: CouplingConfig): number {
	const { sites } = lattice;
	const hidden = channelsOf(config)
		.slice(1, -1)
		.reduce((sum, channels) => sum + channels, 0);
	const places = config.conditioner === "dense" ? 1 : sites;
	let numbers = 0;
	for (let layer = 0; layer < config.layers; layer++) {
		const active = activeSites(lattice, layer).length;
		numbers +=
			sites + places * hidden + active * transformOutputs(config.transform);
	}
	return 2 * 4 * numbers;
}
