/**
 * GPU kernels are compiled when they are first requested, which can take longer than running them.
 * Doing everything once that training and drawing will do moves this time into the phase of
 * compilation.
 */
import type { Context } from "../sampler.js";
import type { FlowEngine } from "./engine.js";
import type { FlowCall } from "./flow.js";

/** Drops the results, and uses a stream that nobody else reads. */
export async function warmUp(
	engine: FlowEngine,
	parameters: Float32Array,
	batch: number,
	call: FlowCall,
	{ backend, random }: Context,
): Promise<void> {
	if (backend.name !== "webgpu" && backend.device.kind === "cpu") return;
	const stream = random.fork("warm-up");
	await engine.gradient(parameters, stream, 0, batch, call);
	const { fields } = await engine.sample(parameters, stream, 0, batch, call);
	await engine.density(parameters, fields.slice(0, 4 * engine.reals), call);
}
