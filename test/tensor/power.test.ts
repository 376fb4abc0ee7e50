import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cudaDevice, cudaGpus } from "../../tensor/backends/nvidia.js";
import { EnergySum, gpuOf, openPowerMeter } from "../../tensor/power.js";
import { scratch } from "../support/command.js";

describe("energy is power times time", () => {
	test("of one GPU, each sample until the next", () => {
		const sum = new EnergySum(["a"], 10);
		expect(sum.joules(11)).toBeUndefined();
		sum.add("a", 100, 12);
		expect(sum.joules(12)).toBe(200);
		sum.add("a", 300, 13);
		expect(sum.joules(13)).toBe(300);
		expect(sum.joules(14)).toBe(600);
	});

	test("of several only once all have answered", () => {
		const sum = new EnergySum(["a", "b"], 0);
		sum.add("a", 100, 1);
		expect(sum.joules(1)).toBeUndefined();
		sum.add("b", 50, 1);
		expect(sum.joules(2)).toBe(300);
	});

	test("unknown without a sensor, and once samples stay out", () => {
		const sum = new EnergySum(["a"], 0);
		sum.add("a", Number("[N/A]"), 1);
		expect(sum.joules(1)).toBeUndefined();
		sum.add("a", 100, 1);
		expect(sum.joules(5)).toBe(500);
		expect(sum.joules(7)).toBeUndefined();
	});
});

/** The driver's tool of a machine with three GPUs, two of one model, on the second of which process 7 runs. */
const tool = `#!${process.execPath}
const text = process.argv.slice(2).join(" ");
if (text.includes("--query-compute-apps")) console.log("7, GPU-b\\n8, GPU-c");
else if (text.includes("power.draw")) {
	if (!text.includes("--loop-ms=100")) process.exit(2);
	const wanted = /--id=(\\S+)/.exec(text)[1].split(",");
	setInterval(() => {
		for (const id of wanted) console.log(id + ", 250.00");
	}, 20);
} else console.log("GPU-a, NVIDIA T4\\nGPU-b, NVIDIA H200\\nGPU-c, NVIDIA H200");
`;

describe.skipIf(process.platform === "win32")("the driver's tool", () => {
	const before = process.env.PATH;
	beforeAll(() => {
		const folder = scratch();
		const program = join(folder, "nvidia-smi");
		writeFileSync(program, tool);
		chmodSync(program, 0o755);
		process.env.PATH = `${folder}${delimiter}${before}`;
	});
	afterAll(() => {
		process.env.PATH = before;
	});

	test("tells which GPU is ours: the only one of its model, or the one that we run on", () => {
		expect(gpuOf("NVIDIA T4", 1)).toEqual(["GPU-a"]);
		expect(gpuOf("NVIDIA H200", 7)).toEqual(["GPU-b"]);
		expect(gpuOf("NVIDIA H200", 1)).toEqual([]);
		expect(gpuOf("AMD Radeon", 7)).toEqual([]);
	});

	test("all GPUs that CUDA shows are held, and count", () => {
		const visible = process.env.CUDA_VISIBLE_DEVICES;
		process.env.CUDA_VISIBLE_DEVICES = "1,2";
		expect(cudaDevice()).toEqual({
			kind: "gpu",
			name: "NVIDIA H200",
			count: 2,
		});
		expect(cudaGpus()).toEqual(["GPU-b", "GPU-c"]);
		delete process.env.CUDA_VISIBLE_DEVICES;
		expect(cudaDevice().count).toBe(3);
		if (visible !== undefined) process.env.CUDA_VISIBLE_DEVICES = visible;
	});

	test("its samples add up to an energy", async () => {
		const meter = openPowerMeter(["GPU-b", "GPU-c"]);
		const begin = performance.now();
		let joules: number | undefined;
		while (joules === undefined) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			joules = meter?.joules();
		}
		const bound = (500 * (performance.now() - begin)) / 1000;
		meter?.close();
		expect(joules).toBeGreaterThan(0);
		expect(joules).toBeLessThanOrEqual(bound + 10);
	});

	test("without it there is no energy and no error", async () => {
		process.env.PATH = "";
		expect(gpuOf("NVIDIA H200", 7)).toEqual([]);
		expect(openPowerMeter([])).toBeUndefined();
		const meter = openPowerMeter(["GPU-a"]);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(meter?.joules()).toBeUndefined();
		meter?.close();
	});
});
