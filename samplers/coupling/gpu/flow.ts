/**
 * Coupling flows on a GPU, with the kernels of samplers/coupling/gpu/*.wgsl.ts. Every step of a
 * call is a dispatch over all samples and sites. A call is one command buffer and reads one buffer
 * back. Arrays are [site][channel][sample], so neighbouring threads treat neighbouring samples and
 * read the same weights.
 *
 * Sums have a fixed order: the same call gives the same bits, and a sample's numbers do not depend
 * on the other samples.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import {
	activeGpu,
	type Gpu,
	type GpuBuffer,
	type Pass,
} from "../../../tensor/gpu/gpu.js";
import type { TaskName } from "../../flow/batches.js";
import type { FlowBatch, FlowCall } from "../../flow/flow.js";
import type { GpuFactory, GpuFlow } from "../../flow/gpu/flow.js";
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

export const createGpu: GpuFactory = async (config, lattice, action) =>
	new GpuCoupling(activeGpu(), config as GpuCouplingConfig, lattice, action);

class GpuCoupling implements GpuFlow {
	private readonly model: GpuModel;
	private readonly sites: number;
	private readonly scalePlace: number | undefined;
	/** One plan for each task. The gradients have one for each estimator. */
	private readonly plans = new Map<string, Plan>();

	constructor(
		private readonly gpu: Gpu,
		config: GpuCouplingConfig,
		lattice: Lattice,
		action: Polynomial,
	) {
		const resident =
			config.streamed !== true && canReside(gpu, lattice, config);
		this.model = new GpuModel(gpu, lattice, config, action, resident);
		this.sites = lattice.sites;
		this.scalePlace = config.rescale
			? blockOf(this.model.layout, "logScale").offset
			: undefined;
		for (const task of ["gradient", "sample"] as const) {
			if (capacityOf(this.model, task) > 0) continue;
			this.dispose();
			throw new RangeError(
				`a coupling flow of ${lattice.sites} sites does not fit the buffers of this GPU`,
			);
		}
	}

	capacity(task: TaskName): number {
		return capacityOf(this.model, task);
	}

	sample(
		parameters: Float32Array,
		{ latent, fields, logDensity, action }: FlowBatch<GpuBuffer>,
	): Promise<void> {
		return this.draw("sample", parameters, latent, fields, logDensity, action);
	}

	density(
		parameters: Float32Array,
		{ fields, latent, logDensity }: FlowBatch<GpuBuffer>,
	): Promise<void> {
		return this.draw("density", parameters, fields, latent, logDensity, null);
	}

	async gradient(
		parameters: Float32Array,
		{ latent, gradient, logDensity, action }: FlowBatch<GpuBuffer>,
		call: FlowCall,
	): Promise<void> {
		const model = this.model;
		const count = logDensity.length;
		const path = call.estimator === "path";
		const stride = strideFor(model, count);
		const plan = await this.plan(`gradient ${path}`, stride, () =>
			gradientPlan(model, stride, path),
		);
		const density = path ? 0 : 1;
		const result = await this.run(plan, parameters, count, density, latent);
		this.collect(result, plan, parameters, logDensity, action);
		const { gradientAt, scaleAt, priorAt } = plan;
		for (let i = 0; i < gradient.length; i++)
			gradient[i] += result[gradientAt + i];
		const size = chunksOf(this.sites).count * stride;
		const sumFrom = (start: number) => {
			let sum = 0;
			for (let i = start; i < start + size; i++) sum += result[i];
			return sum;
		};
		if (this.scalePlace !== undefined)
			gradient[this.scalePlace] +=
				sumFrom(scaleAt) - density * count * this.sites;
		const { prior } = model;
		if (prior.place !== undefined)
			gradient[prior.place] +=
				sumFrom(priorAt) + density * prior.volumeGradient(count);
	}

	dispose(): void {
		for (const plan of this.plans.values()) plan.dispose();
		this.plans.clear();
		this.model.dispose();
	}

	private async draw(
		task: "sample" | "density",
		parameters: Float32Array,
		input: GpuBuffer,
		output: GpuBuffer,
		logDensity: Float64Array,
		action: Float64Array | null,
	): Promise<void> {
		const count = logDensity.length;
		const stride = strideFor(this.model, count);
		const plan = await this.plan(task, stride, () =>
			drawPlan(this.model, stride, task),
		);
		const result = await this.run(plan, parameters, count, 0, input, output);
		this.collect(result, plan, parameters, logDensity, action);
	}

	private async run(
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
		this.model.load(parameters, count, density, this.logScale(parameters));
		this.gpu.run(passes);
		return this.gpu.read(plan.result, new Float32Array(plan.resultSize));
	}

	private collect(
		result: Float32Array,
		{ stride }: Plan,
		parameters: Float32Array,
		logDensity: Float64Array,
		action: Float64Array | null,
	): void {
		const sites = this.sites;
		collectSums(result, sites, stride, logDensity, action);
		const shift =
			this.model.prior.logConstant - sites * this.logScale(parameters);
		for (let i = 0; i < logDensity.length; i++) logDensity[i] += shift;
	}

	private logScale(parameters: Float32Array): number {
		return this.scalePlace === undefined ? 0 : parameters[this.scalePlace];
	}

	/** The plan for this many samples. Of each task only the last plan is kept. */
	private async plan<P extends Plan | GradientPlan>(
		task: string,
		stride: number,
		make: () => Promise<P>,
	): Promise<P> {
		const known = this.plans.get(task);
		if (known?.stride === stride) return known as P;
		known?.dispose();
		this.plans.delete(task);
		const plan = await make();
		this.plans.set(task, plan);
		return plan;
	}
}
