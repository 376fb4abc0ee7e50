/**
 * Maps latent normals to fields, and fields back to latent normals, with dispatches on a GPU.
 * Nothing is kept for a gradient.
 */

import type { GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import { ColumnProgram } from "./columns.js";
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
	const program = new ColumnProgram(gpu, stride);
	const array = (label: string) => program.columns(lattice.sites, label);
	const latent = array("latent");
	const spare = [array("spare"), array("spare")] as const;
	const logSlopes = array("log slopes");
	const layers = model.resident
		? residentLayers(program, model)
		: streamedLayers(program, model);
	const resultSize = sumsSize(lattice.sites, stride);
	const result = program.storage(resultSize, "result");
	const forward = task === "sample";
	model.addPacking(program);
	if (forward) prior.forward(program, latent, layers.input, spare);
	layers.all(forward ? "forward" : "inverse", logSlopes);
	if (!forward) prior.inverse(program, layers.image, latent, spare);
	const image = forward ? layers.image : null;
	addSums(program, model, latent, logSlopes, image, result);
	const input = forward
		? new Port(program, model, "in", "one", latent)
		: new Port(program, model, "in", "inverseScale", layers.input);
	const output = forward
		? new Port(program, model, "out", "scale", layers.image)
		: new Port(program, model, "out", "one", latent);
	return finished(program, { stride, input, output, result, resultSize });
}

/** Compiles the program. If that fails, frees its buffers. */
export async function finished(
	program: ColumnProgram,
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
