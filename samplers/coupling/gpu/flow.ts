/**
 * Coupling flows on a GPU, with the kernels of samplers/coupling/gpu/*.wgsl.ts. Every step of a
 * call is a dispatch over all samples and sites. A call is one command buffer and reads one buffer
 * back. Arrays are [site][channel][sample], so neighbouring threads treat neighbouring samples and
 * read the same weights.
 *
 * Sums have a fixed order: the same call gives the same bits, and a sample's numbers do not depend
 * on the other samples.
 */
import type { GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import type { GpuFactory } from "../../flow/gpu/flow.js";
import { blockOf, type CouplingConfig } from "../config.js";
import { drawPlan, type Plan } from "./draw.js";
import { chunksOf, collectSums } from "./ends.js";
import { type GradientPlan, gradientPlan } from "./gradient.js";
import { GpuModel } from "./model.js";
import { canReside } from "./resident.js";
import { capacityOf, strideFor } from "./space.js";

/**
 * The architecture of a flow, and whether its layers stream through global memory even if a
 * workgroup could hold them.
 */
export type GpuCouplingConfig = CouplingConfig & {
	readonly streamed?: boolean;
};

export const createGpu: GpuFactory = async (gpu, given, lattice, action) => {
	const config = given as GpuCouplingConfig;
	const resident = config.streamed !== true && canReside(gpu, lattice, config);
	const model = new GpuModel(gpu, lattice, config, action, resident);
	const { sites } = lattice;
	const scalePlace = config.rescale
		? blockOf(model.layout, "logScale").offset
		: undefined;
	for (const task of ["gradient", "sample"] as const) {
		if (capacityOf(model, task) > 0) continue;
		model.dispose();
		throw new RangeError(
			`a coupling flow of ${sites} sites does not fit the buffers of this GPU`,
		);
	}
	/** One plan for each task. The gradients have one for each estimator. */
	const plans = new Map<string, Plan>();

	async function draw(
		task: "sample" | "density",
		parameters: Float32Array,
		input: GpuBuffer,
		output: GpuBuffer,
		logDensity: Float64Array,
		action: Float64Array | null,
	): Promise<void> {
		const count = logDensity.length;
		const stride = strideFor(model, count);
		const plan = await planFor(task, stride, () =>
			drawPlan(model, stride, task),
		);
		const result = await run(plan, parameters, count, 0, input, output);
		collect(result, plan, parameters, logDensity, action);
	}

	async function run(
		plan: Plan,
		parameters: Float32Array,
		count: number,
		density: number,
		input: GpuBuffer,
		output?: GpuBuffer,
	): Promise<Float32Array> {
		const passes: Pass[] = [await plan.input.pass(input), ...plan.passes];
		if (output !== undefined && plan.output !== undefined)
			passes.push(await plan.output.pass(output));
		model.load(parameters, count, density, logScale(parameters));
		gpu.run(passes);
		return gpu.read(plan.result, new Float32Array(plan.resultSize));
	}

	function collect(
		result: Float32Array,
		{ stride }: Plan,
		parameters: Float32Array,
		logDensity: Float64Array,
		action: Float64Array | null,
	): void {
		collectSums(result, sites, stride, logDensity, action);
		const shift = model.prior.logConstant - sites * logScale(parameters);
		for (let i = 0; i < logDensity.length; i++) logDensity[i] += shift;
	}

	function logScale(parameters: Float32Array): number {
		return scalePlace === undefined ? 0 : parameters[scalePlace];
	}

	/** The plan for this many samples. Of each task only the last plan is kept. */
	async function planFor<P extends Plan | GradientPlan>(
		task: string,
		stride: number,
		make: () => Promise<P>,
	): Promise<P> {
		const known = plans.get(task);
		if (known?.stride === stride) return known as P;
		known?.dispose();
		plans.delete(task);
		const plan = await make();
		plans.set(task, plan);
		return plan;
	}

	return {
		capacity: (task) => capacityOf(model, task),
		sample: (parameters, { latent, fields, logDensity, action }) =>
			draw("sample", parameters, latent, fields, logDensity, action),
		density: (parameters, { fields, latent, logDensity }) =>
			draw("density", parameters, fields, latent, logDensity, null),
		async gradient(parameters, { latent, gradient, logDensity, action }, call) {
			const count = logDensity.length;
			const path = call.estimator === "path";
			const stride = strideFor(model, count);
			const plan = await planFor(`gradient ${path}`, stride, () =>
				gradientPlan(model, stride, path),
			);
			const density = path ? 0 : 1;
			const result = await run(plan, parameters, count, density, latent);
			collect(result, plan, parameters, logDensity, action);
			const { gradientAt, scaleAt, priorAt } = plan;
			for (let i = 0; i < gradient.length; i++)
				gradient[i] += result[gradientAt + i];
			const size = chunksOf(sites).count * stride;
			const sumFrom = (start: number) => {
				let sum = 0;
				for (let i = start; i < start + size; i++) sum += result[i];
				return sum;
			};
			if (scalePlace !== undefined)
				gradient[scalePlace] += sumFrom(scaleAt) - density * count * sites;
			const { prior } = model;
			if (prior.place !== undefined)
				gradient[prior.place] +=
					sumFrom(priorAt) + density * prior.volumeGradient(count);
		},
		dispose() {
			for (const plan of plans.values()) plan.dispose();
			plans.clear();
			model.dispose();
		},
	};
};
