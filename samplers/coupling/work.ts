/** Counts the arithmetic of a coupling flow: a floor for every implementation. */
import type { Lattice } from "../../core/lattice.js";
import { activeSites, type CouplingConfig, linearMaps } from "./config.js";

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
