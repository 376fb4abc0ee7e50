/** The dispatches that transform the active sites. */
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { Program } from "../../../tensor/gpu/program.js";
import { type TransformConfig, transformOutputs } from "../config.js";
import {
	affineForward,
	affineGradient,
	affineInverse,
	affineScore,
} from "./affine.wgsl.js";
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
	private readonly source: {
		readonly forward: string;
		readonly inverse: string;
		readonly gradient: string;
		readonly score: string;
	};

	constructor(private readonly model: GpuModel) {
		this.source = sources(model.config.transform);
	}

	/** Transforms all sites of a layer, from `input` to `output`. `first` starts the sums of log slopes. */
	all(
		program: Program,
		stride: number,
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
				program.constants([stride, sites, first ? 1 : 0]),
				this.colour(layer).colour,
				input,
				net,
				output,
				logSlopes,
			],
			threads(stride, sites),
		);
	}

	/**
	 * Replaces d loss / d fields after the layer by that before it, at active sites. The gradient of
	 * the net's numbers goes to `netGradient`.
	 */
	gradient(
		program: Program,
		stride: number,
		layer: number,
		input: GpuBuffer,
		net: GpuBuffer,
		gradient: GpuBuffer,
		netGradient: GpuBuffer,
	): void {
		const { lattice, call } = this.model;
		const { colour, active } = this.colour(layer);
		program.add(
			"transform gradient",
			this.source.gradient,
			[
				program.constants([stride, lattice.sites, active]),
				call,
				colour,
				input,
				net,
				gradient,
				netGradient,
			],
			threads(stride, active),
		);
	}

	/**
	 * Replaces d log q / d fields before the layer by that after it, at active sites. `netGradient`
	 * receives the part that goes through the net.
	 */
	score(
		program: Program,
		stride: number,
		layer: number,
		input: GpuBuffer,
		net: GpuBuffer,
		score: GpuBuffer,
		netGradient: GpuBuffer,
	): void {
		const { colour, active } = this.colour(layer);
		program.add(
			"transform score",
			this.source.score,
			[
				program.constants([stride, this.model.lattice.sites, active]),
				colour,
				input,
				net,
				score,
				netGradient,
			],
			threads(stride, active),
		);
	}

	private colour(layer: number): GpuColour {
		return this.model.colours[layer % 2];
	}
}

function threads(stride: number, sites: number) {
	const [x, y] = transformWorkgroup;
	return [Math.ceil(stride / x), Math.ceil(sites / y)] as const;
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
