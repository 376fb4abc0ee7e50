/** Chooses what chains in the latent space of a flow run on. */
import type { Action } from "../../actions/action.js";
import { canFuse } from "../flow/simd/engine.js";
import type { HmcEngine } from "../hmc/engine.js";
import type { Context } from "../sampler.js";
import type { FlowHmcOptions } from "./options.js";
import { createReferenceEngine } from "./reference/pullback.js";
import { createLatentEngine } from "./simd/engine.js";
import type { TrainedFlow } from "./trained.js";

/** The chains on the kernels of the flow, or on its reference ops. */
export function latentEngine(
	action: Action,
	{ engine, chains }: FlowHmcOptions,
	trained: TrainedFlow,
	{ backend, random, threads, signal }: Context,
): HmcEngine {
	const { key } = random.fork("trajectories");
	// Work on the processor must not count as seconds of a GPU.
	const fused =
		engine === "fused" ||
		(engine === "auto" &&
			backend.device.kind === "cpu" &&
			canFuse(trained.flow, action));
	return fused
		? createLatentEngine(action, trained, chains, key, threads, signal)
		: createReferenceEngine(action, trained, chains, key, signal);
}
