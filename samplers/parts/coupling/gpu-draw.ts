/** Latent normals to fields, and fields back to latent normals, as dispatches on a GPU. Nothing is kept for a gradient. */
import type { GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import { Program } from "../../../tensor/gpu/program.js";
import { GpuConditioner } from "./gpu-conditioner.js";
import { addSums, Port, sumsSize } from "./gpu-ends.js";
import type { GpuModel } from "./gpu-model.js";
import { sharedValues } from "./gpu-space.js";
import { GpuTransform } from "./gpu-transform.js";

/** A task for a number of samples, ready to run. */
export interface Plan {
	readonly stride: number;
	readonly input: Port;
	readonly passes: readonly Pass[];
	/** Absent for gradients. */
	readonly output?: Port;
	/** Sums of `addSums`, and what else the host needs after them. */
	readonly result: GpuBuffer;
	readonly resultSize: number;
	dispose(): void;
}

export async function drawPlan(
	model: GpuModel,
	stride: number,
	task: "sample" | "density",
): Promise<Plan> {
	const { gpu, lattice, config, prior } = model;
	const program = new Program(gpu);
	const array = (label: string) =>
		program.storage(lattice.sites * stride, label);
	const latent = array("latent");
	const fields = [array("fields"), array("fields")] as const;
	const spare = [array("spare"), array("spare")] as const;
	const logSlopes = array("log slopes");
	const values = sharedValues(program, model, stride);
	const resultSize = sumsSize(lattice.sites, stride);
	const result = program.storage(resultSize, "result");
	const transform = new GpuTransform(model);
	model.addPacking(program);
	const layers = Array.from({ length: config.layers }, (_, i) => i);
	const forward = task === "sample";
	if (forward) prior.forward(program, stride, latent, fields[0], spare);
	for (const [i, layer] of (forward ? layers : layers.reverse()).entries()) {
		const from = fields[i % 2];
		new GpuConditioner(model, layer).forward(program, stride, from, values);
		transform.all(
			program,
			stride,
			layer,
			forward ? "forward" : "inverse",
			i === 0,
			from,
			values.net,
			fields[(i + 1) % 2],
			logSlopes,
		);
	}
	const last = fields[config.layers % 2];
	if (!forward) prior.inverse(program, stride, last, latent, spare);
	const image = forward ? last : null;
	addSums(program, model, stride, latent, logSlopes, image, result);
	const input = forward
		? new Port(program, model, stride, "in", "one", latent)
		: new Port(program, model, stride, "in", "inverseScale", fields[0]);
	const output = forward
		? new Port(program, model, stride, "out", "scale", last)
		: new Port(program, model, stride, "out", "one", latent);
	return finished(program, { stride, input, output, result, resultSize });
}

/** Compiles; frees what was made where that fails. */
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
