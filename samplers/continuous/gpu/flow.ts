/**
 * The equivariant flow on a GPU (samplers/continuous/gpu/*.wgsl.ts). The tables are written once
 * for each set of parameters. Then a workgroup takes a sample through the whole trajectory, and
 * back. Long trajectories are cut into dispatches of bounded time. The state between them is in the
 * memory of the device.
 */
import type { Polynomial } from "../../../actions/action.js";
import { element } from "../../../core/elements.js";
import type { Lattice } from "../../../core/lattice.js";
import type { Gpu } from "../../../tensor/gpu/gpu.js";
import type { TaskName } from "../../flow/batches.js";
import type { FlowCall } from "../../flow/flow.js";
import type { GpuFactory, GpuFlow } from "../../flow/gpu/flow.js";
import { cnfModel } from "../model.js";
import type { FusedCnfConfig } from "../simd/flow.js";
import { GpuCnfDevice } from "./device.js";
import { sumPairs } from "./kernel.wgsl.js";
import type { GpuCnfLimits } from "./limits.js";
import { GpuCnfTables } from "./tables.js";

/** Most iterations of the inverse. The last one only checks. */
const mostIterations = 40;
/** An inverse with a larger error than this has failed. */
const acceptable = 1e-3;

export const createGpu: GpuFactory = async (gpu, config, lattice, action) =>
	gpuCnf(gpu, config as FusedCnfConfig, lattice, action);

export function gpuCnf(
	gpu: Gpu,
	config: FusedCnfConfig,
	lattice: Lattice,
	action: Polynomial,
	limits: GpuCnfLimits = {},
): GpuFlow {
	const model = cnfModel(config, lattice);
	const rows = Math.ceil(config.range / config.spacing) + 4;
	const grid = { spacing: config.spacing, rows };
	const device = new GpuCnfDevice(gpu, model, grid, action, limits);
	const tables = new GpuCnfTables(model, grid, device);

	function stepsOf(call: FlowCall): number {
		return call.settings?.steps ?? config.steps;
	}

	/** Number of fields to store for each sample. */
	function slotsOf(task: TaskName, steps: number, path: boolean): number {
		if (task === "sample") return 1;
		if (task === "density") return 3;
		return config.adjoint === "continuous" && !path ? 2 : 4 * steps + 1;
	}

	/** log q and S, from the sums that the kernels wrote. */
	async function results(
		steps: number,
		logDensity: Float64Array,
		action: Float64Array | null,
	): Promise<void> {
		const width = 2 * sumPairs;
		const count = logDensity.length;
		const sums = await device.read("sums", width * count);
		for (let i = 0; i < count; i++) {
			const pair = (index: number) =>
				element(sums, width * i + 2 * index) +
				element(sums, width * i + 2 * index + 1);
			logDensity[i] = tables.start.logDensity(pair(1)) - pair(0) / (6 * steps);
			if (action !== null) action[i] = pair(2);
		}
	}

	/** The error of the worst inverse, and whether all of them have ended. */
	async function misses(count: number) {
		const width = 2 * sumPairs;
		const sums = await device.read("sums", width * count);
		let worst = 0;
		let done = true;
		for (let end = width; end <= sums.length; end += width) {
			worst = Math.max(worst, element(sums, end - 2));
			done &&= sums[end - 1] === 1;
		}
		return { worst, done };
	}

	return {
		capacity(task, call) {
			const path = call.estimator === "path";
			return device.capacity(slotsOf(task, stepsOf(call), path));
		},
		async sample(parameters, { latent, fields, logDensity, action }, call) {
			const steps = stepsOf(call);
			await tables.update(parameters, steps);
			const shared = { count: logDensity.length, slots: 1, steps };
			device.reserve(shared.count, shared.slots);
			await device.launch("prior", shared, { input: latent });
			await device.integrate(shared, {});
			await device.launch("action", shared, { output: fields });
			await results(steps, logDensity, action);
		},
		async gradient(parameters, { latent, gradient, logDensity, action }, call) {
			const steps = stepsOf(call);
			await tables.update(parameters, steps);
			const path = call.estimator === "path";
			const slots = slotsOf("gradient", steps, path);
			// The continuous adjoint of the total gradient needs only the end.
			const keep = slots > 2;
			const last = keep ? 4 * steps : 0;
			const count = logDensity.length;
			const shared = { count, slots, steps, path: path ? 1 : 0 };
			device.reserve(count, slots);
			device.reserveSlices(count, steps);
			await device.launch("prior", shared, { input: latent });
			await device.integrate(shared, { keep });
			await device.launch("slopes", { ...shared, source: last });
			if (path) {
				await device.launch("priorScore", shared, { input: latent });
				await device.inParts("score", shared);
			}
			if (config.adjoint === "continuous") {
				const slot = keep ? 0 : 1;
				await device.inParts("continuous", { ...shared, source: last, slot });
			} else {
				await device.inParts("backward", shared);
			}
			await device.launch("priorAdjoint", shared, { input: latent });
			// The path gradient omits the explicit dependence of log q on the mass.
			await Promise.all([
				tables.pullBack(shared, !path, path ? 0 : count, gradient),
				results(steps, logDensity, action),
			]);
		},
		async density(parameters, { fields, latent, logDensity }, call) {
			const steps = stepsOf(call);
			await tables.update(parameters, steps);
			const count = logDensity.length;
			const shared = { count, slots: 3, steps };
			device.reserve(count, shared.slots);
			// Slot 0 holds the image, slot 1 the origin, slot 2 the guess to which the origin belongs.
			await device.launch(
				"correct",
				{ ...shared, first: 1 },
				{ input: fields },
			);
			for (let iteration = 0; ; iteration++) {
				await device.integrate(shared, { back: true, source: 2, slot: 1 });
				await device.integrate(shared, { source: 1, slot: 0 });
				await device.launch("correct", shared, { input: fields });
				const { worst, done } = await misses(count);
				if (!done && iteration < mostIterations) continue;
				if (worst <= acceptable) break;
				throw new Error(
					`the flow with ${steps} integration steps cannot be inverted: the image is off by ${worst}; more steps are needed`,
				);
			}
			const origin = { ...shared, source: 1 };
			await device.launch("priorInverse", origin, { output: latent });
			await results(steps, logDensity, null);
		},
		dispose: () => device.dispose(),
	};
}
