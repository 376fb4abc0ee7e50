/**
 * The equivariant flow on a GPU (tensor/kernels/wgsl/cnf.ts): tables are written once for each set of
 * parameters; then a workgroup takes a sample through the whole trajectory, and back. Long trajectories
 * are cut into dispatches of bounded time, between which the state is in the device's memory.
 */
import type { LocalAction } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import { activeGpu, type GpuBuffer } from "../../../tensor/gpu/gpu.js";
import { sliceOffsets } from "../../../tensor/kernels/wgsl/cnf-common.js";
import type { FlowCall } from "../flow/flow.js";
import type { GpuFactory, GpuFlow, GpuTask } from "../flow/gpu-flow.js";
import { FreeFieldStart } from "./free-field.js";
import type { FusedCnfConfig } from "./fused.js";
import { GpuCnfMemory } from "./gpu-memory.js";
import { inFours } from "./gpu-tables.js";
import { type CnfModel, cnfModel } from "./model.js";
import { CnfTables } from "./tables.js";

/** Iterations of the inverse at most; the last looks only. */
const mostIterations = 40;
/** An inverse further off than this is none. */
const acceptable = 1e-3;

export const createGpu: GpuFactory = async (config, lattice, action) =>
	new GpuCnf(config as FusedCnfConfig, lattice, action);

export class GpuCnf implements GpuFlow {
	readonly #config: FusedCnfConfig;
	readonly #model: CnfModel;
	readonly #tables: CnfTables;
	readonly #start: FreeFieldStart;
	readonly #memory: GpuCnfMemory;
	readonly #scales: Float32Array;
	#steps = 0;

	/** `workgroupBytes`: memory of a workgroup to use, all of it if absent. */
	constructor(
		config: FusedCnfConfig,
		lattice: Lattice,
		action: LocalAction,
		workgroupBytes?: number,
	) {
		this.#config = config;
		this.#model = cnfModel(config, lattice);
		const rows = Math.ceil(config.range / config.spacing) + 4;
		this.#tables = new CnfTables(this.#model, {
			spacing: config.spacing,
			rows,
		});
		this.#start = new FreeFieldStart(this.#model);
		this.#scales = new Float32Array(this.#model.orbits.count);
		this.#memory = new GpuCnfMemory(
			activeGpu(),
			this.#model,
			this.#tables,
			action,
			workgroupBytes,
		);
	}

	capacity(task: GpuTask, call: FlowCall): number {
		return this.#memory.capacity(this.#slots(task, this.#stepsOf(call)));
	}

	async sample(
		parameters: Float32Array,
		latent: GpuBuffer,
		fields: GpuBuffer,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void> {
		const steps = this.#update(parameters, call);
		const count = logDensity.length;
		const memory = this.#memory;
		const shared = { count, slots: 1, steps };
		memory.reserve(count, 1);
		await memory.launch("prior", shared, { input: latent });
		await memory.integrate(shared, {});
		await memory.launch("action", shared, { output: fields });
		await this.#sums(logDensity, action);
	}

	async gradient(
		parameters: Float32Array,
		latent: GpuBuffer,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall,
	): Promise<void> {
		const steps = this.#update(parameters, call);
		const count = logDensity.length;
		const path = call.estimator === "path";
		const memory = this.#memory;
		const continuous = this.#config.adjoint === "continuous";
		const slots = this.#slots("gradient", steps, path);
		// The continuous adjoint on the total gradient starts from the end alone.
		const keep = slots > 2;
		const last = keep ? 4 * steps : 0;
		memory.reserve(count, slots);
		memory.reserveSlices(count, steps);
		const shared = { count, slots, steps, path: path ? 1 : 0 };
		await memory.launch("prior", shared, { input: latent });
		await memory.integrate(shared, { keep });
		await memory.launch("slopes", { ...shared, source: last }, {});
		if (path) {
			await memory.launch("priorScore", shared, { input: latent });
			await memory.inParts("score", shared);
		}
		if (continuous)
			await memory.inParts("continuous", {
				...shared,
				source: last,
				slot: keep ? 0 : 1,
			});
		else await memory.inParts("backward", shared);
		await memory.launch("priorAdjoint", shared, { input: latent });
		await memory.launch("collect", shared, {});
		await this.#sums(logDensity, action);
		await this.#pullBack(steps, path ? 0 : count, gradient);
	}

	async density(
		parameters: Float32Array,
		fields: GpuBuffer,
		latent: GpuBuffer,
		logDensity: Float64Array,
		call: FlowCall,
	): Promise<void> {
		const steps = this.#update(parameters, call);
		const count = logDensity.length;
		const slots = this.#slots("density", steps);
		const memory = this.#memory;
		memory.reserve(count, slots);
		const shared = { count, slots, steps };
		// Slot 0 is the image, 1 the origin, 2 the guess that the origin belongs to.
		await memory.launch("correct", { ...shared, first: 1 }, { input: fields });
		for (let iteration = 0; ; iteration++) {
			await memory.integrate(shared, { back: true, source: 2, slot: 1 });
			await memory.integrate(shared, { source: 1, slot: 0 });
			await memory.launch("correct", shared, { input: fields });
			const misses = await memory.misses(count);
			if (misses.every(({ done }) => done) || iteration === mostIterations) {
				const worst = Math.max(...misses.map(({ miss }) => miss));
				if (worst <= acceptable) break;
				throw new Error(
					`the flow with ${steps} integration steps cannot be inverted: the image is off by ${worst}; more steps are needed`,
				);
			}
		}
		await memory.launch(
			"priorInverse",
			{ ...shared, source: 1 },
			{ output: latent },
		);
		await this.#sums(logDensity, null);
	}

	dispose(): void {
		this.#memory.dispose();
	}

	#stepsOf(call: FlowCall): number {
		return call.settings?.steps ?? this.#config.steps;
	}

	/** Fields kept for each sample. */
	#slots(task: GpuTask, steps: number, path = true): number {
		if (task === "sample") return 1;
		if (task === "density") return 3;
		return this.#config.adjoint === "continuous" && !path ? 2 : 4 * steps + 1;
	}

	#update(parameters: Float32Array, call: FlowCall): number {
		const steps = this.#stepsOf(call);
		const fresh = this.#tables.update(parameters);
		if (fresh) {
			this.#memory.writeNodes();
			this.#start.update(parameters, this.#scales);
		}
		if (fresh || steps !== this.#steps) {
			this.#memory.writeTimes(steps, this.#scales);
			this.#steps = steps;
		}
		return steps;
	}

	/** log q and S from the sums that the kernels left. */
	async #sums(
		logDensity: Float64Array,
		action: Float64Array | null,
	): Promise<void> {
		const sums = await this.#memory.sums(logDensity.length);
		sums.forEach(({ divergence, squares, S }, i) => {
			logDensity[i] =
				this.#start.logDensity(squares) - divergence / (6 * this.#steps);
			if (action !== null) action[i] = S;
		});
	}

	async #pullBack(
		steps: number,
		samples: number,
		gradient: Float64Array,
	): Promise<void> {
		const { shape } = this.#memory;
		const words = await this.#memory.gradients(steps);
		const at = sliceOffsets(shape, 2 * steps + 1);
		const nodes = words.subarray(at.nodes, at.traces);
		const traces = words.subarray(at.traces, at.scales);
		this.#tables.pullBack(
			steps,
			shape.rows,
			inFours(nodes, shape.rows, shape),
			inFours(words.subarray(0, at.nodes), shape.orbits, shape),
			traces,
			gradient,
			1,
		);
		this.#start.pullBack(words.subarray(at.scales), samples, gradient, 1);
	}
}
