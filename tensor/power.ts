/**
 * Energy of NVIDIA's GPUs: the sensor's power by `nvidia-smi`, ten times a second, integrated. On A100
 * and H100 the sensor itself looks at a quarter of the time only (arXiv:2312.02741), so that short or
 * uneven work has an error of tens of per cent; minutes of steady work have one of a few.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { gpusOfProcess, listGpus } from "./backends/nvidia.js";

const milliseconds = 100;
/** Without a sample for so long, in seconds, the sum is no longer known. */
const patience = 5;

export interface PowerMeter {
	/** Since the meter was opened; nothing before the first sample, or where samples stay out. */
	joules(): number | undefined;
	close(): void;
}

/**
 * UUIDs of the GPUs that a device of this name is: the only one of its model, or of several the one on
 * which the driver sees this process. None where neither tells.
 */
export function gpuOf(name: string, pid: number): readonly string[] {
	const alike = listGpus().filter((gpu) => gpu.name === name);
	if (alike.length <= 1) return alike.map(({ uuid }) => uuid);
	const used = gpusOfProcess(pid);
	const ours = alike.filter(({ uuid }) => used.includes(uuid));
	return ours.length === 1 ? [ours[0].uuid] : [];
}

/** The sum over these GPUs; nothing where there are none, or nobody to ask. */
export function openPowerMeter(
	uuids: readonly string[],
	now: () => number = () => performance.now() / 1000,
): PowerMeter | undefined {
	if (uuids.length === 0) return undefined;
	const child = spawn(
		"nvidia-smi",
		[
			`--id=${uuids.join(",")}`,
			"--query-gpu=uuid,power.draw",
			"--format=csv,noheader,nounits",
			`--loop-ms=${milliseconds}`,
		],
		{ stdio: ["ignore", "pipe", "ignore"] },
	);
	// No such program: then there are no samples.
	child.on("error", () => {});
	child.unref();
	const end = (): void => {
		child.kill();
	};
	process.once("exit", end);
	const sum = new EnergySum(uuids, now());
	createInterface({ input: child.stdout }).on("line", (line) => {
		const [uuid, watts] = line.split(",");
		sum.add(uuid.trim(), Number(watts), now());
	});
	// A pipe that is read would otherwise keep the process alive.
	(child.stdout as unknown as { unref?(): void }).unref?.();
	return {
		joules: () => sum.joules(now()),
		close() {
			process.off("exit", end);
			end();
		},
	};
}

/** Power is taken to hold from one sample to the next, and the first from the beginning. */
export class EnergySum {
	private readonly begun: number;
	private readonly last = new Map<string, { watts: number; at: number }>();
	private readonly count: number;
	private sum = 0;

	constructor(uuids: readonly string[], begun: number) {
		this.begun = begun;
		this.count = uuids.length;
	}

	add(uuid: string, watts: number, at: number): void {
		// "[N/A]" of a board without a sensor.
		if (!Number.isFinite(watts)) return;
		const before = this.last.get(uuid) ?? { watts, at: this.begun };
		this.sum += before.watts * (at - before.at);
		this.last.set(uuid, { watts, at });
	}

	joules(at: number): number | undefined {
		if (this.last.size < this.count) return undefined;
		let rest = 0;
		for (const sample of this.last.values()) {
			if (at - sample.at > patience) return undefined;
			rest += sample.watts * (at - sample.at);
		}
		return this.sum + rest;
	}
}
