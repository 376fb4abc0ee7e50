/** SwiftShader's manifest stands in for one of NVIDIA's that lies where no loader looks. */

import { describe, expect, test } from "vitest";
import { create } from "webgpu";
import { listAdapters } from "../../tensor/gpu/adapter.js";
import { listWithManifests } from "../../tensor/gpu/vulkan-drivers.js";
import { loadVulkan } from "../../tensor/gpu/vulkan-loader.js";
import { hasSoftwareGpu, softwareGpu } from "../support/software-gpu.js";

describe.skipIf(!hasSoftwareGpu)("manifests in other places", () => {
	const variables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];
	const { LATTICEBENCH_VULKAN, VK_DRIVER_FILES } = softwareGpu();
	const list = () => listAdapters(create);

	test("the first that gives a GPU is kept, without one nothing changes", async () => {
		loadVulkan(LATTICEBENCH_VULKAN);
		for (const name of variables) delete process.env[name];
		const absent = "/nonexistent/icd.json";
		expect(await listWithManifests(list, [absent])).toEqual([]);
		for (const name of variables) expect(process.env[name]).toBeUndefined();
		expect(await listWithManifests(list, [absent, VK_DRIVER_FILES])).toEqual([
			expect.stringContaining("SwiftShader"),
		]);
		for (const name of variables)
			expect(process.env[name]).toBe(VK_DRIVER_FILES);
	});

	test("a choice of the user's stands", async () => {
		process.env.VK_DRIVER_FILES = "/nonexistent/icd.json";
		expect(await listWithManifests(list, [VK_DRIVER_FILES])).toEqual([]);
		expect(process.env.VK_DRIVER_FILES).toBe("/nonexistent/icd.json");
	});
});
