/** Finds out which of NVIDIA's GPUs a CUDA program computes on. The driver's own tool gives the names. */
import { execFileSync } from "node:child_process";
import type { Device } from "../device.js";

/** One line of `nvidia-smi --query-gpu=uuid,name`. */
interface Gpu {
	readonly uuid: string;
	readonly name: string;
}

/**
 * The last GPU that CUDA shows to this process. @tensorflow/tfjs-node walks through TensorFlow's
 * list of devices and keeps the last one.
 */
export function cudaDevice(): Device {
	const gpus = visibleGpus(listGpus(), process.env.CUDA_VISIBLE_DEVICES);
	// TensorFlow takes the memory of every GPU that it sees, so nobody else can use them.
	const count = Math.max(1, gpus.length);
	return { kind: "gpu", name: gpus.at(-1)?.name ?? "CUDA device", count };
}

/** UUIDs of the GPUs that CUDA shows to this process. */
export function cudaGpus(): readonly string[] {
	return visibleGpus(listGpus(), process.env.CUDA_VISIBLE_DEVICES).map(
		({ uuid }) => uuid,
	);
}

/** CUDA_VISIBLE_DEVICES holds indices or beginnings of UUIDs. The first entry that matches no GPU ends the list. */
export function visibleGpus(
	gpus: readonly Gpu[],
	visible: string | undefined,
): readonly Gpu[] {
	if (visible === undefined) return gpus;
	const shown: Gpu[] = [];
	for (const word of visible.split(",").map((part) => part.trim())) {
		const gpu = /^\d+$/.test(word)
			? gpus[Number(word)]
			: gpus.find(({ uuid }) => word !== "" && uuid.startsWith(word));
		if (gpu === undefined) break;
		shown.push(gpu);
	}
	return shown;
}

/** UUIDs of the GPUs that the process with this id uses, according to the driver. */
export function gpusOfProcess(pid: number): readonly string[] {
	return ask("--query-compute-apps=pid,gpu_uuid")
		.split("\n")
		.map((line) => line.split(",").map((word) => word.trim()))
		.filter(([word]) => word === String(pid))
		.map(([, uuid = ""]) => uuid);
}

/** GPUs in the order of their places on the bus. Empty if the tool is missing or does not answer. */
export function listGpus(): readonly Gpu[] {
	return parseGpus(ask("--query-gpu=uuid,name"));
}

function ask(query: string): string {
	try {
		return execFileSync("nvidia-smi", [query, "--format=csv,noheader"], {
			encoding: "utf8",
			timeout: 10_000,
			stdio: ["ignore", "pipe", "ignore"],
		});
	} catch {
		// The GPUs can compute without the tool. Only what it would tell stays unknown.
		return "";
	}
}

export function parseGpus(answer: string): readonly Gpu[] {
	return answer
		.split("\n")
		.map((line) => /^\s*([^,]+?)\s*,\s*(.+?)\s*$/.exec(line))
		.filter((match) => match !== null)
		.map(([, uuid = "", name = ""]) => ({ uuid, name }));
}
