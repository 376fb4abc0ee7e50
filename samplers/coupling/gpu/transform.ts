/** The dispatches that transform the active sites. */

import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { type TransformConfig, transformOutputs } from "../config.js";
import {
	affineForward,
	affineGradient,
	affineInverse,
	affineScore,
} from "./affine.wgsl.js";
import type { ColumnProgram } from "./columns.js";
import type { GpuColour, GpuModel } from "./model.js";
import {
	splineForward,
	splineGradient,
	splineInverse,
	splineScore,
} from "./spline.wgsl.js";
import {
	transformAll,
	transformGradient,
	transformScore,
	transformWorkgroup,
} from "./transform.wgsl.js";

export class GpuTransform {
	private readonly source: ReturnType<typeof sources>;

	constructor(private readonly model: GpuModel) {
		this.source = sources(model.config.transform);
	}

	/** Transforms all sites of a layer, from `input` to `output`. `first` starts the sums of log slopes. */
	all(
		program: ColumnProgram,
		layer: number,
		direction: "forward" | "inverse",
		first: boolean,
		input: GpuBuffer,
		net: GpuBuffer,
		output: GpuBuffer,
		logSlopes: GpuBuffer,
	): void {
		const { sites } = this.model.lattice;
		program.add(
			`transform ${direction}`,
			this.source[direction],
			[
				program.constants([program.stride, sites, first ? 1 : 0]),
				this.colour(layer).colour,
				input,
				net,
				output,
				logSlopes,
			],
			program.threads(sites, transformWorkgroup),
		);
	}

	/**
	 * At active sites, `gradient` replaces d loss / d fields after the layer by that before it, and `score`
	 * d log q / d fields before the layer by that after it. The part that goes through the net's numbers
	 * goes to `netGradient`.
	 */
	back(
		program: ColumnProgram,
		layer: number,
		kind: "gradient" | "score",
		input: GpuBuffer,
		net: GpuBuffer,
		slopes: GpuBuffer,
		netGradient: GpuBuffer,
	): void {
		const { lattice, call } = this.model;
		const { colour, active } = this.colour(layer);
		program.add(
			`transform ${kind}`,
			this.source[kind],
			[
				program.constants([program.stride, lattice.sites, active]),
				...(kind === "gradient" ? [call] : []),
				colour,
				input,
				net,
				slopes,
				netGradient,
			],
			program.threads(active, transformWorkgroup),
		);
	}

	private colour(layer: number): GpuColour {
		return this.model.colours[layer % 2];
	}
}

/** The functions for one site that samplers/coupling/gpu/transform.wgsl.ts requires. */
export function transformSources(transform: TransformConfig) {
	if (transform.kind === "affine")
		return {
			forward: affineForward,
			inverse: affineInverse,
			gradient: affineGradient,
			score: affineScore,
		};
	return {
		forward: splineForward(transform),
		inverse: splineInverse(transform),
		gradient: splineGradient(transform),
		score: splineScore(transform),
	};
}

function sources(transform: TransformConfig) {
	const outputs = transformOutputs(transform);
	const { forward, inverse, gradient, score } = transformSources(transform);
	return {
		forward: transformAll(forward, outputs),
		inverse: transformAll(inverse, outputs),
		gradient: transformGradient(gradient, outputs),
		score: transformScore(score, outputs),
	};
}
