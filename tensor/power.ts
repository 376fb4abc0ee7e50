/**
 * Energy of NVIDIA's GPUs: `nvidia-smi` reads the sensor's power ten times a second, and we
 * integrate it. On A100 and H100 the sensor covers only a quarter of the time (arXiv:2312.02741).
 * The error is tens of per cent for short or uneven work and a few per cent for minutes of steady
 * work.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { gpusOfProcess, listGpus } from "./backends/nvidia.js";

const milliseconds = 100;
/** If no sample arrives for so many seconds, the sum is no longer known. */
const patience = 5;

export interface PowerMeter {
	/** Joules since the meter was opened. Undefined before the first sample, and when samples stop arriving. */
	joules(): number | undefined;
	close(): void;
}

/**
 * UUIDs of the GPUs that a device of this name can be: the only one of its model, or the one of
 * several on which the driver sees this process. Empty if neither identifies it.
 */
export function gpuOf(name: string, pid: number): readonly string[] {
	const alike = listGpus().filter((gpu) => gpu.name === name);
	if (alike.length <= 1) return alike.map(({ uuid }) => uuid);
	const used = gpusOfProcess(pid);
	const ours = alike.filter(({ uuid }) => used.includes(uuid));
	return ours.length === 1 ? ours.map(({ uuid }) => uuid) : [];
}

/** Sums over these GPUs. Undefined if there are none, or no tool to ask. */
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
	// If the program does not exist, there are no samples.
	child.on("error", () => {});
	child.unref();
	const end = (): void => {
		child.kill();
	};
	process.once("exit", end);
	const sum = new EnergySum(uuids, now());
	createInterface({ input: child.stdout }).on("line", (line) => {
		const [uuid = "", watts] = line.split(",");
		sum.add(uuid.trim(), Number(watts), now());
	});
	// An open pipe would otherwise keep the process alive.
	(child.stdout as unknown as { unref?(): void }).unref?.();
	return {
		joules: () => sum.joules(now()),
		close() {
			process.off("exit", end);
			end();
		},
	};
}

/** Power counts as constant from one sample to the next, and as that of the first sample before it. */
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
		// A board without a sensor prints "[N/A]".
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
