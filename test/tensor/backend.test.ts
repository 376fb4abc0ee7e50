import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test, vi } from "vitest";
import { InputError } from "../../core/errors.js";
import {
	backendsInBuild,
	openBackend,
	probeBackends,
} from "../../tensor/backend.js";
import { parseGpus, visibleGpus } from "../../tensor/backends/nvidia.js";
import {
	importFrom,
	tensorflowEntry,
} from "../../tensor/backends/tensorflow.js";
import { backendNames } from "../../tensor/device.js";
import * as tf from "../../tensor/tf.js";

const require = createRequire(import.meta.url);

/** Whether a package of this name is here, as its users would find out. */
function installed(name: string): boolean {
	try {
		require.resolve(name);
		return true;
	} catch {
		return false;
	}
}

const hasTensorflow =
	(process.env.LATTICEBENCH_TENSORFLOW ?? "") !== "" ||
	installed("@tensorflow/tfjs-node-gpu") ||
	installed("@tensorflow/tfjs-node");

describe("opening a backend", () => {
	test("every embedded backend opens, computes and names itself", async () => {
		for (const name of ["wasm", "cpu"] as const) {
			const backend = await openBackend(name);
			expect(backend.name).toBe(name);
			expect(tf.getBackend()).toBe(name);
			expect(backend.device).toMatchObject({ kind: "cpu", count: 1 });
			expect(backend.device.name).not.toBe("");
			expect(backend.versions["@tensorflow/tfjs-core"]).toBe(tf.version_core);
			expect([...tf.sqrt(tf.tensor1d([4, 9])).dataSync()]).toEqual([2, 3]);
		}
	});

	test("auto takes the first of the list that works and says why", async () => {
		const probes = await probeBackends();
		expect(probes.map(({ name }) => name)).toEqual(backendsInBuild());
		const first = probes.find(({ available }) => available);
		const backend = await openBackend("auto");
		expect(backend.name).toBe(first?.name);
		for (const probe of probes) {
			if (probe.name === backend.name) break;
			// All that stands before the one that was taken is in the reason.
			expect(backend.reason).toContain(`${probe.name}: `);
		}
	});

	test.skipIf(hasTensorflow)(
		"without the optional package, auto falls back and tensorflow is refused",
		async () => {
			expect((await openBackend("auto")).name).toMatch(/^(webgpu|wasm)$/);
			await expect(openBackend("tensorflow")).rejects.toThrow(InputError);
			await expect(openBackend("tensorflow")).rejects.toThrow(
				/not available: @tensorflow\/tfjs-node-gpu is not installed/,
			);
		},
	);

	test("a backend that this build lacks is refused with the list of those it has", async () => {
		for (const name of backendNames) {
			if (backendsInBuild().includes(name)) continue;
			await expect(openBackend(name)).rejects.toThrow(InputError);
			await expect(openBackend(name)).rejects.toThrow(
				`backend ${name} is not in this build; it has ${backendsInBuild().join(", ")}`,
			);
		}
	});

	test("the process keeps its own handling of errors", async () => {
		const events = ["uncaughtException", "unhandledRejection"] as const;
		const before = events.map((event) => process.listenerCount(event));
		await openBackend("wasm");
		expect(events.map((event) => process.listenerCount(event))).toEqual(before);
	});
});

describe("tensorflow", () => {
	const folder = mkdtempSync(join(tmpdir(), "backend-"));
	afterAll(() => rmSync(folder, { recursive: true }));

	/** Imports a package from the test's own folder, the way Node would from a node_modules folder. */
	async function load(name: string): Promise<unknown> {
		const resolve = createRequire(join(folder, "index.js")).resolve;
		return import(pathToFileURL(resolve(name)).href);
	}

	function install(name: string, source: string): void {
		const target = join(folder, "node_modules", name);
		mkdirSync(target, { recursive: true });
		writeFileSync(
			join(target, "package.json"),
			JSON.stringify({ name, type: "module", exports: "./index.js" }),
		);
		writeFileSync(join(target, "index.js"), source);
	}

	test("absent packages and broken ones are told apart", async () => {
		await expect(tensorflowEntry(load).open()).rejects.toThrow(
			"@tensorflow/tfjs-node-gpu is not installed; @tensorflow/tfjs-node is not installed",
		);
		// What the package does when its native part was not downloaded.
		install(
			"@tensorflow/tfjs-node-gpu",
			'throw new Error("The native addon cannot be found.\\nSecond line");',
		);
		await expect(tensorflowEntry(load).open()).rejects.toThrow(
			/^@tensorflow\/tfjs-node-gpu does not load: The native addon cannot be found\.; @tensorflow\/tfjs-node is not installed( \(LATTICEBENCH_TENSORFLOW is .*\))?$/,
		);
	});

	test("a folder of its own that lacks the packages is named", async () => {
		vi.stubEnv("LATTICEBENCH_TENSORFLOW", join(folder, "none"));
		try {
			await expect(openBackend("tensorflow")).rejects.toThrow(
				`(LATTICEBENCH_TENSORFLOW is ${join(folder, "none")})`,
			);
		} finally {
			vi.unstubAllEnvs();
		}
	});

	test.skipIf(hasTensorflow)(
		"a package that loads but brings no backend is none",
		async () => {
			install("@tensorflow/tfjs-node", "export const version = {};");
			await expect(tensorflowEntry(load).open()).rejects.toThrow(
				/tfjs-node does not load: /,
			);
		},
	);

	test("a folder with the package in its node_modules is enough", async () => {
		install("@scope/package", "export const here = true;");
		expect(await importFrom(folder, "@scope/package")).toMatchObject({
			here: true,
		});
		await expect(importFrom(folder, "absent")).rejects.toMatchObject({
			code: "MODULE_NOT_FOUND",
		});
	});

	test.skipIf(!hasTensorflow)(
		"where it is installed, it opens and names what computes",
		async () => {
			const backend = await openBackend("tensorflow");
			expect(tf.getBackend()).toBe("tensorflow");
			expect(backend.device.name).not.toBe("");
			expect(backend.versions.libtensorflow).toMatch(/^2\./);
			expect([...tf.sqrt(tf.tensor1d([4, 9])).dataSync()]).toEqual([2, 3]);
		},
	);

	test("the last GPU that CUDA shows is the one that is named", () => {
		const gpus = parseGpus(
			"GPU-11aa, NVIDIA H200\nGPU-22bb, NVIDIA A100, 80GB\nGPU-33cc, NVIDIA L4\n",
		);
		const cases: readonly [string | undefined, string | undefined][] = [
			[undefined, "NVIDIA L4"],
			["0", "NVIDIA H200"],
			["2,1", "NVIDIA A100, 80GB"],
			["GPU-11aa", "NVIDIA H200"],
			["0, GPU-2", "NVIDIA A100, 80GB"],
			// The first that names none ends the list.
			["0,7,1", "NVIDIA H200"],
			["-1", undefined],
			["", undefined],
		];
		for (const [visible, name] of cases)
			expect(visibleGpus(gpus, visible).at(-1)?.name, String(visible)).toBe(
				name,
			);
		expect(visibleGpus(parseGpus(""), undefined)).toEqual([]);
	});
});
