/** The transforms of the active sites for the kernels, with one interface for all kinds. */

import { type TransformConfig, transformOutputs } from "../config.js";
import type { FusedConditioner } from "./conditioner.js";
import type { CouplingKernels } from "./kernels.js";

export interface FusedTransform {
	/** Forward in place. The log slopes are subtracted from log q. */
	forward(layer: FusedConditioner, fields: number, logDensity: number): void;
	/** Backward in place. The log slopes of the forward map are subtracted from log q here too. */
	inverse(layer: FusedConditioner, fields: number, logDensity: number): void;
	/**
	 * After `forward`: replaces d loss / dy in `gradient` by d loss / dx. The gradient of the net's
	 * numbers goes to `net`.
	 */
	gradient(
		layer: FusedConditioner,
		input: number,
		gradient: number,
		live: number,
		net: number,
	): void;
	/** After `forward`: replaces d log q / dx by d log q / dy. `net` receives the part that goes through the net. */
	score(
		layer: FusedConditioner,
		input: number,
		score: number,
		net: number,
	): void;
}

export function createFusedTransform(
	config: TransformConfig,
	kernels: CouplingKernels,
): FusedTransform {
	const affine = config.kind === "affine";
	const forward = affine ? kernels.affine : kernels.spline;
	const inverse = affine ? kernels.affineInverse : kernels.splineInverse;
	const gradient = affine ? kernels.affineGradient : kernels.splineGradient;
	const score = affine ? kernels.affineScore : kernels.splineScore;
	if (config.kind === "spline") {
		const { bins, bound, odd } = config;
		kernels.configureSpline(
			bins,
			bound,
			odd ? 1 : 0,
			0,
			transformOutputs(config),
		);
	}
	const on = ({ active, net }: FusedConditioner, fields: number) =>
		[active.length, active.address, fields, net.address] as const;
	return {
		forward: (layer, fields, logDensity) =>
			forward(...on(layer, fields), logDensity),
		inverse: (layer, fields, logDensity) =>
			inverse(...on(layer, fields), logDensity),
		gradient: (layer, input, slope, live, net) =>
			gradient(...on(layer, input), slope, live, net),
		score: (layer, input, slope, net) => score(...on(layer, input), slope, net),
	};
}
