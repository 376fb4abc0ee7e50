/**
 * Chooses the engine that evaluates a flow: the one that the options require, or else the fastest
 * that can treat the flow on the active backend.
 */

import type { Action } from "../../actions/action.js";
import { no, type Verdict } from "../../core/verdict.js";
import type { Context } from "../sampler.js";
import type { FlowEngine } from "./engine.js";
import type { Flow } from "./flow.js";
import { canUseGpu, gpuEngine } from "./gpu/engine.js";
import { composedEngine } from "./reference/engine.js";
import { canFuse, fusedEngine } from "./simd/engine.js";
import type { TrainingOptions } from "./training/options.js";

type Choice = TrainingOptions["engine"];

/** Whether the engine that the options require can treat this flow and action. */
export function engineSupports(
	choice: Choice,
	flow: Flow,
	action: Action,
): Verdict {
	if (choice === "fused" && !canFuse(flow, action)) {
		return no(`engine: fused was asked for, and ${needs(flow)}`);
	}
	if (choice === "gpu" && !canUseGpu(flow, action)) {
		return no(
			"engine: gpu needs a flow with kernels for GPUs and an action of nearest neighbours",
		);
	}
	if (choice === "auto" && !canFuse(flow, action))
		return {
			ok: true,
			note: `by operations of TensorFlow.js; ${needs(flow)}`,
		};
	return { ok: true };
}

/** What this flow's kernels would need, for people. */
function needs(flow: Flow): string {
	return flow.fused === undefined
		? "this flow has no fused kernel"
		: "the fused kernel needs an action of nearest neighbours and a polynomial of degree 4 at most";
}

/** For the record: why a slow engine was taken, where the user left the choice to us. */
export function slowEngine(
	choice: Choice,
	kind: FlowEngine["kind"],
	flow: Flow,
	action: Action,
): string | undefined {
	if (choice !== "auto" || kind !== "composed") return undefined;
	return canFuse(flow, action)
		? "the fused kernel needs the backend wasm, or webgpu and a lattice that its kernels hold"
		: needs(flow);
}

/** @throws Error if the engine that the options require is not available here */
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
			// The lattice is too large for the kernels, or for this device.
			if (!(error instanceof RangeError)) throw error;
		}
	}
	// Work on the processor must not count as seconds of a GPU.
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
