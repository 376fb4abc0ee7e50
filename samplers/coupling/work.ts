/**
 * Counts the arithmetic of a coupling flow. This is a floor for every implementation that stores
 * what its backward pass needs.
 */
import type { Lattice } from "../../core/lattice.js";
import type { GradientEstimator } from "../flow/flow.js";
import {
	activeSites,
	type CouplingConfig,
	channelsOf,
	linearMaps,
	transformOutputs,
} from "./config.js";

/**
 * Multiply-adds of one sample's pass through all conditioners. Other operations are few. Sites that
 * nothing depends on are left out.
 */
export function passProducts(lattice: Lattice, config: CouplingConfig): number {
	const { sites } = lattice;
	let sum = 0;
	for (let layer = 0; layer < config.layers; layer++) {
		const active = activeSites(lattice, layer).length;
		const maps = linearMaps(lattice, config, layer);
		for (const [i, { taps, inputs, outputs }] of maps.entries()) {
			const places =
				i === maps.length - 1 ? active : i === 0 ? sites - active : sites;
			sum +=
				(config.conditioner === "dense" ? 1 : places) * taps * inputs * outputs;
		}
	}
	return sum;
}

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
