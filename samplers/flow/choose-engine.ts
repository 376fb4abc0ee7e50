/** Which engine evaluates a flow: what the options insist on, else the fastest that treats it on the backend in force. */

import type { Action } from "../../actions/action.js";
import type { Verdict } from "../../core/verdict.js";
import type { Context } from "../sampler.js";
import type { FlowEngine } from "./engine.js";
import type { Flow } from "./flow.js";
import { canUseGpu, gpuEngine } from "./gpu/engine.js";
import { composedEngine } from "./reference/engine.js";
import { canFuse, fusedEngine } from "./simd/engine.js";
import type { TrainingOptions } from "./training/options.js";

type Choice = TrainingOptions["engine"];

/** Whether the engine that the options insist on treats this pair. */
export function engineSupports(
	choice: Choice,
	flow: Flow,
	action: Action,
): Verdict {
	if (choice === "fused" && !canFuse(flow, action)) {
		return {
			ok: false,
			reason:
				"engine: fused needs an action of nearest neighbours and a polynomial of degree 4 at most",
		};
	}
	if (choice === "gpu" && !canUseGpu(flow, action)) {
		return {
			ok: false,
			reason:
				"engine: gpu needs a flow with kernels for GPUs and an action of nearest neighbours",
		};
	}
	return { ok: true };
}

/** @throws Error where the engine that the options insist on cannot be had here. */
export async function chooseEngine(
	choice: Choice,
	flow: Flow,
	action: Action,
	{ backend, threads }: Pick<Context, "backend" | "threads">,
): Promise<FlowEngine> {
	const onGpu = backend.name === "webgpu";
	if (choice === "gpu") {
		if (!onGpu)
			throw new Error(
				`engine: gpu needs the backend webgpu, not ${backend.name}`,
			);
		return gpuEngine(flow, action);
	}
	if (choice === "auto" && onGpu && canUseGpu(flow, action)) {
		try {
			return await gpuEngine(flow, action);
		} catch (error) {
			// Too large a lattice for the kernels, or for this device.
			if (!(error instanceof RangeError)) throw error;
		}
	}
	// What runs on the processor must not be counted as seconds of a GPU.
	if (choice === "fused" && backend.device.kind === "gpu")
		throw new Error(
			`engine: fused computes on the CPU; run it with the backend wasm, not ${backend.name}`,
		);
	const fused =
		choice === "fused" ||
		(choice === "auto" &&
			!onGpu &&
			backend.device.kind === "cpu" &&
			canFuse(flow, action));
	return fused
		? fusedEngine(flow, action, threads)
		: composedEngine(flow, action);
}
