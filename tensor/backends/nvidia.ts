/** Which of NVIDIA's GPUs a CUDA program computes on, by the names that the driver's own tool gives. */
import { execFileSync } from "node:child_process";
import type { Device } from "../device.js";

/** A line of `nvidia-smi --query-gpu=uuid,name`. */
interface Gpu {
	readonly uuid: string;
	readonly name: string;
}

/**
 * The last GPU that CUDA shows to this process: @tensorflow/tfjs-node goes through TensorFlow's list of
 * devices and keeps the last.
 */
export function cudaDevice(): Device {
	const name = lastVisible(listGpus(), process.env.CUDA_VISIBLE_DEVICES);
	return { kind: "gpu", name: name ?? "CUDA device", count: 1 };
}

/** CUDA_VISIBLE_DEVICES holds indices or the beginnings of UUIDs; the first that names none ends the list. */
export function lastVisible(
	gpus: readonly Gpu[],
	visible: string | undefined,
): string | undefined {
	if (visible === undefined) return gpus.at(-1)?.name;
	let last: string | undefined;
	for (const word of visible.split(",").map((part) => part.trim())) {
		const gpu = /^\d+$/.test(word)
			? gpus[Number(word)]
			: gpus.find(({ uuid }) => word !== "" && uuid.startsWith(word));
		if (gpu === undefined) break;
		last = gpu.name;
	}
	return last;
}

/** In the order of their places on the bus; none where the tool is missing or does not answer. */
function listGpus(): readonly Gpu[] {
	let answer: string;
	try {
		answer = execFileSync(
			"nvidia-smi",
			["--query-gpu=uuid,name", "--format=csv,noheader"],
			{
				encoding: "utf8",
				timeout: 10_000,
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
	} catch {
		// The GPU computes all the same; only its model stays unknown.
		return [];
	}
	return parseGpus(answer);
}

export function parseGpus(answer: string): readonly Gpu[] {
	return answer
		.split("\n")
		.map((line) => /^\s*([^,]+?)\s*,\s*(.+?)\s*$/.exec(line))
		.filter((match) => match !== null)
		.map(([, uuid, name]) => ({ uuid, name }));
}
