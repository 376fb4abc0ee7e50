import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { backendsInBuild } from "../../tensor/backend.js";
import { backendNames } from "../../tensor/device.js";
import { cli as main } from "../support/paths.js";
import { hasSoftwareGpu, softwareGpu } from "../support/software-gpu.js";

const run = promisify(execFile);

const latticebench = (...args: string[]) =>
	run(process.execPath, [main, ...args]);

describe("latticebench doctor", () => {
	test("--json holds the machine, every backend, the choice and measured rates", async () => {
		const { stdout, stderr } = await latticebench(
			"doctor",
			"--backend",
			"wasm",
			"--json",
		);
		expect(stderr).toBe("");
		const { host, backends, chosen, speed } = JSON.parse(stdout);
		expect(host).toMatchObject({ node: process.versions.node, simd: true });
		expect(host.cores).toBeGreaterThanOrEqual(1);
		expect(backends.map((probe: { name: string }) => probe.name)).toEqual(
			backendsInBuild(),
		);
		for (const probe of backends) {
			if (!probe.available) expect(probe.reason).not.toBe("");
		}
		expect(chosen).toMatchObject({ name: "wasm", reason: "asked for" });
		for (const rate of [
			speed.memoryBytesPerSecond,
			speed.matmulFlops,
			speed.conv2dFlops,
			speed.conv2dGradientFlops,
			...Object.values(speed.elementwise),
		]) {
			expect(rate).toBeGreaterThan(0);
			expect(rate).toBeLessThan(Number.POSITIVE_INFINITY);
		}
	});

	test.skipIf(!hasSoftwareGpu)(
		"a GPU that computes on the CPU is listed, taken by name and measured, transfers too",
		async () => {
			const { stdout } = await run(
				process.execPath,
				[main, "doctor", "--backend", "webgpu", "--json"],
				{ env: { ...process.env, ...softwareGpu() } },
			);
			const { gpus, backends, chosen, speed } = JSON.parse(stdout);
			expect(gpus).toEqual(["SwiftShader Device (Subzero)"]);
			expect(
				backends.find(({ name }: { name: string }) => name === "webgpu"),
			).toMatchObject({
				available: true,
				onlyByName: "SwiftShader Device (Subzero) computes on the CPU",
			});
			expect(chosen).toMatchObject({ name: "webgpu", device: { kind: "cpu" } });
			for (const rate of [
				speed.memoryBytesPerSecond,
				speed.matmulFlops,
				speed.uploadBytesPerSecond,
				speed.downloadBytesPerSecond,
			]) {
				expect(rate).toBeGreaterThan(0);
				expect(rate).toBeLessThan(Number.POSITIVE_INFINITY);
			}
		},
	);

	test("the text names what was chosen and why", async () => {
		const { stdout } = await latticebench("doctor");
		expect(stdout).toMatch(/^chosen: (tensorflow|webgpu|wasm) on /m);
		expect(stdout).toMatch(/^because: the first that works/m);
		for (const name of backendsInBuild())
			expect(stdout).toContain(`  ${name} `);
	});

	test("a backend that is not there is one message and status 2", async () => {
		const absent = backendNames.filter(
			(name) => !backendsInBuild().includes(name),
		);
		for (const name of absent) {
			const failure = await latticebench("doctor", "--backend", name).catch(
				(error: unknown) => error,
			);
			expect(failure).toMatchObject({
				code: 2,
				stdout: "",
				stderr: `backend ${name} is not in this build; it has ${backendsInBuild().join(", ")}\n`,
			});
		}
	});
});

test("latticebench list backends", async () => {
	const { stdout } = await latticebench("list", "backends");
	const names = stdout
		.trimEnd()
		.split("\n")
		.map((line) => line.split(" ")[0]);
	expect(names).toEqual(backendsInBuild());
});
