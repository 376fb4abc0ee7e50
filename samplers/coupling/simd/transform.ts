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
	return config.kind === "affine" ? affine(kernels) : spline(config, kernels);
}

function affine(kernels: CouplingKernels): FusedTransform {
	return {
		forward: ({ active, net }, fields, logDensity) =>
			kernels.affine(
				active.length,
				active.address,
				fields,
				net.address,
				logDensity,
			),
		inverse: ({ active, net }, fields, logDensity) =>
			kernels.affineInverse(
				active.length,
				active.address,
				fields,
				net.address,
				logDensity,
			),
		gradient: ({ active, net }, input, gradient, live, netGradient) =>
			kernels.affineGradient(
				active.length,
				active.address,
				input,
				net.address,
				gradient,
				live,
				netGradient,
			),
		score: ({ active, net }, input, score, netGradient) =>
			kernels.affineScore(
				active.length,
				active.address,
				input,
				net.address,
				score,
				netGradient,
			),
	};
}

function spline(
	config: Extract<TransformConfig, { kind: "spline" }>,
	kernels: CouplingKernels,
): FusedTransform {
	const shape = [
		config.bins,
		config.bound,
		config.odd ? 1 : 0,
		transformOutputs(config),
	] as const;
	return {
		forward: ({ active, net }, fields, logDensity) =>
			kernels.spline(
				active.length,
				active.address,
				fields,
				net.address,
				...shape,
				logDensity,
			),
		inverse: ({ active, net }, fields, logDensity) =>
			kernels.splineInverse(
				active.length,
				active.address,
				fields,
				net.address,
				...shape,
				logDensity,
			),
		gradient: ({ active, net }, input, gradient, live, netGradient) =>
			kernels.splineGradient(
				active.length,
				active.address,
				input,
				net.address,
				...shape,
				gradient,
				live,
				netGradient,
			),
		score: ({ active, net }, input, score, netGradient) =>
			kernels.splineScore(
				active.length,
				active.address,
				input,
				net.address,
				...shape,
				score,
				netGradient,
			),
	};
}
