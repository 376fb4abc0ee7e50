/**
 * Loss and gradient of a batch as dispatches of one command buffer. The steps are: forward, keeping
 * everything; with `path` the score of log q forward (arXiv:2207.08219); backward; sums for the
 * gradients of the weights.
 */

import { rowOfWorkgroups } from "../../../tensor/gpu/program.js";
import { ColumnProgram } from "./columns.js";
import { finished, type Plan } from "./draw.js";
import {
	addActionGradient,
	addProducts,
	addSums,
	chunksOf,
	Port,
	sumsSize,
} from "./ends.js";
import type { GpuModel } from "./model.js";
import { residentKeptLayers } from "./resident.js";
import { streamedKeptLayers } from "./streamed.js";
import { sampleGroups } from "./weight-gradients.js";
import { collect } from "./weights.wgsl.js";

export interface GradientPlan extends Plan {
	/**
	 * First numbers of three parts of the result: gradients of the weights, chunks for the common
	 * factor, chunks for the prior.
	 */
	readonly gradientAt: number;
	readonly scaleAt: number;
	readonly priorAt: number;
}

export async function gradientPlan(
	model: GpuModel,
	stride: number,
	path: boolean,
): Promise<GradientPlan> {
	const { gpu, lattice, config, prior, layout, packing } = model;
	const { sites } = lattice;
	const program = new ColumnProgram(gpu, stride);
	const array = (label: string) => program.columns(sites, label);
	const latent = array("latent");
	const spare = [array("spare"), array("spare")] as const;
	const logSlopes = array("log slopes");
	const gradient = array("gradient");
	const score = path ? array("score") : null;
	const layers = model.resident
		? residentKeptLayers(program, model)
		: streamedKeptLayers(program, model);
	const groups = sampleGroups(stride);
	const partials = program.storage(packing.sumsSize * groups, "partial sums");
	const gradientAt = sumsSize(sites, stride);
	const scaleAt = gradientAt + layout.size;
	const chunkSums = chunksOf(sites).count * stride;
	const priorAt = scaleAt + (config.rescale ? chunkSums : 0);
	const resultSize = priorAt + (prior.place === undefined ? 0 : chunkSums);
	const result = program.storage(resultSize, "result");

	model.addPacking(program);
	prior.forward(program, latent, layers.input, spare);
	layers.all("forward", logSlopes);
	addSums(program, model, latent, logSlopes, layers.image, result);
	if (score !== null) {
		prior.score(program, latent, score, spare);
		layers.score(score);
	}
	addActionGradient(program, model, layers.image, score, gradient);
	// d loss / d log factor = sum of gradient times field. The product is the same before and after
	// the factor.
	if (config.rescale) {
		const one = prior.row("one");
		const { image } = layers;
		addProducts(program, model, one, gradient, image, result, scaleAt);
	}
	layers.gradient(gradient, partials);
	if (prior.place !== undefined) {
		const modes = layers.image;
		const slope = prior.row("slope");
		prior.toModes(program, gradient, modes, spare);
		addProducts(program, model, slope, modes, latent, result, priorAt);
	}
	program.add(
		"collect gradients",
		collect,
		[
			program.constants([layout.size, groups, gradientAt]),
			model.sums,
			partials,
			result,
		],
		rowOfWorkgroups(layout.size, 64),
	);
	const input = new Port(program, model, "in", "one", latent);
	const plan = await finished(program, { stride, input, result, resultSize });
	return { ...plan, gradientAt, scaleAt, priorAt };
}
