/**
 * Loss and gradient of a batch as dispatches of one command buffer: forward with everything kept, with `path` the score of
 * log q forward (arXiv:2207.08219), backward, sums of the weights' gradients.
 */
import { Program, rowOfWorkgroups } from "../../../tensor/gpu/program.js";
import { collect } from "../../../tensor/kernels/wgsl/coupling-weights.js";
import { GpuConditioner, sampleGroups } from "./gpu-conditioner.js";
import { finished, type Plan } from "./gpu-draw.js";
import {
	addActionGradient,
	addProducts,
	addSums,
	chunksOf,
	Port,
	sumsSize,
} from "./gpu-ends.js";
import type { GpuModel } from "./gpu-model.js";
import { backwardSpace, layerValues } from "./gpu-space.js";
import { GpuTransform } from "./gpu-transform.js";

export interface GradientPlan extends Plan {
	/** First numbers in the result: of the weights' gradients, of chunks for the common factor's, of chunks for the prior's. */
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
	const program = new Program(gpu);
	const array = (label: string) => program.storage(sites * stride, label);
	const latent = array("latent");
	const fields = Array.from({ length: config.layers + 1 }, () =>
		array("fields"),
	);
	const spare = [array("spare"), array("spare")] as const;
	const logSlopes = array("log slopes");
	const gradient = array("gradient");
	const score = path ? array("score") : null;
	const layers = Array.from({ length: config.layers }, (_, layer) => ({
		layer,
		conditioner: new GpuConditioner(model, layer),
		input: fields[layer],
		values: layerValues(program, model, layer, stride),
	}));
	const back = backwardSpace(program, model, stride);
	const groups = sampleGroups(stride);
	const partials = program.storage(packing.sumsSize * groups, "partial sums");
	const gradientAt = sumsSize(sites, stride);
	const scaleAt = gradientAt + layout.size;
	const chunkSums = chunksOf(sites).count * stride;
	const priorAt = scaleAt + (config.rescale ? chunkSums : 0);
	const resultSize = priorAt + (prior.place === undefined ? 0 : chunkSums);
	const result = program.storage(resultSize, "result");
	const transform = new GpuTransform(model);
	const last = fields[config.layers];

	model.addPacking(program);
	prior.forward(program, stride, latent, fields[0], spare);
	for (const { layer, conditioner, input, values } of layers) {
		conditioner.forward(program, stride, input, values);
		transform.all(
			program,
			stride,
			layer,
			"forward",
			layer === 0,
			input,
			values.net,
			fields[layer + 1],
			logSlopes,
		);
	}
	addSums(program, model, stride, latent, logSlopes, last, result);
	const backward = (
		{ conditioner, input, values }: (typeof layers)[number],
		carried: typeof gradient,
		sums: typeof partials | null,
	) =>
		conditioner.backward(
			program,
			stride,
			input,
			values,
			back.net,
			carried,
			back.scratch,
			sums,
		);
	if (score !== null) {
		prior.score(program, stride, latent, score, spare);
		for (const part of layers) {
			const { layer, input, values } = part;
			transform.score(
				program,
				stride,
				layer,
				input,
				values.net,
				score,
				back.net,
			);
			backward(part, score, null);
		}
	}
	addActionGradient(program, model, stride, last, score, gradient);
	// d loss / d log factor = sum of gradient and field after the factor, which is the same before it.
	if (config.rescale) {
		const one = prior.row("one");
		addProducts(program, model, stride, one, gradient, last, result, scaleAt);
	}
	for (const part of [...layers].reverse()) {
		const { layer, input, values } = part;
		transform.gradient(
			program,
			stride,
			layer,
			input,
			values.net,
			gradient,
			back.net,
		);
		backward(part, gradient, partials);
	}
	if (prior.place !== undefined) {
		const modes = fields[config.layers];
		const slope = prior.row("slope");
		prior.toModes(program, stride, gradient, modes, spare);
		addProducts(program, model, stride, slope, modes, latent, result, priorAt);
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
	const input = new Port(program, model, stride, "in", "one", latent);
	const plan = await finished(program, { stride, input, result, resultSize });
	return { ...plan, gradientAt, scaleAt, priorAt };
}
