/**
 * Maps latent normals to fields, and fields back to latent normals, with dispatches on a GPU.
 * Nothing is kept for a gradient.
 */
import type { GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import { Program } from "../../../tensor/gpu/program.js";
import { addSums, Port, sumsSize } from "./ends.js";
import type { GpuModel } from "./model.js";
import { residentLayers } from "./resident.js";
import { streamedLayers } from "./streamed.js";

/** A task for a given number of samples, ready to run. */
export interface Plan {
	readonly stride: number;
	readonly input: Port;
	readonly passes: readonly Pass[];
	/** Absent for gradients. */
	readonly output?: Port;
	/** The sums of `addSums`, and whatever else the host needs after them. */
	readonly result: GpuBuffer;
	readonly resultSize: number;
	dispose(): void;
}

export async function drawPlan(
	model: GpuModel,
	stride: number,
	task: "sample" | "density",
): Promise<Plan> {
	const { gpu, lattice, prior } = model;
	const program = new Program(gpu);
	const array = (label: string) =>
		program.storage(lattice.sites * stride, label);
	const latent = array("latent");
	const spare = [array("spare"), array("spare")] as const;
	const logSlopes = array("log slopes");
	const layers = model.resident
		? residentLayers(program, model, stride)
		: streamedLayers(program, model, stride);
	const resultSize = sumsSize(lattice.sites, stride);
	const result = program.storage(resultSize, "result");
	const forward = task === "sample";
	model.addPacking(program);
	if (forward) prior.forward(program, stride, latent, layers.input, spare);
	layers.all(forward ? "forward" : "inverse", logSlopes);
	if (!forward) prior.inverse(program, stride, layers.image, latent, spare);
	const image = forward ? layers.image : null;
	addSums(program, model, stride, latent, logSlopes, image, result);
	const input = forward
		? new Port(program, model, stride, "in", "one", latent)
		: new Port(program, model, stride, "in", "inverseScale", layers.input);
	const output = forward
		? new Port(program, model, stride, "out", "scale", layers.image)
		: new Port(program, model, stride, "out", "one", latent);
	return finished(program, { stride, input, output, result, resultSize });
}

/** Compiles the program. If that fails, frees its buffers. */
export async function finished(
	program: Program,
	plan: Omit<Plan, "passes" | "dispose">,
): Promise<Plan> {
	const dispose = () => program.dispose();
	try {
		return { ...plan, passes: await program.build(), dispose };
	} catch (error) {
		dispose();
		throw error;
	}
}
