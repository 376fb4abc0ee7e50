/** What `gpu-records` does where there is no GPU, and whether its parts fit into its nine minutes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { gpuParts } from "../../bench/gpu-parts.js";
import { loadSuite } from "../../suites/load.js";
import { parseOverride } from "../../suites/overrides.js";

const program = fileURLToPath(
	new URL("../../bench/gpu-records.js", import.meta.url),
);

test("the limits of all parts add up to less than nine minutes, and their suites can be read", async () => {
	for (const rehearsal of [false, true]) {
		const parts = gpuParts("/results", rehearsal);
		expect(parts[0].name).toBe("doctor");
		expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
		const sum = parts.reduce((seconds, { limit }) => seconds + limit, 0);
		if (!rehearsal) expect(sum).toBeLessThan(540 - 10);
		for (const { command } of parts.filter(({ command }) =>
			command.includes("run"),
		)) {
			const name = command[command.indexOf("run") + 1];
			const settings = command.filter((_, i) => command[i - 1] === "--set");
			const { suite } = await loadSuite(name, settings.map(parseOverride));
			const labels = [...suite.targets, ...suite.samplers].map(
				({ label }) => label,
			);
			const only = command.filter((_, i) => command[i - 1] === "--only");
			expect(labels).toEqual(expect.arrayContaining(only));
		}
	}
});

test("without a GPU it says so and measures nothing", () => {
	const folder = mkdtempSync(join(tmpdir(), "gpu-records-"));
	try {
		const { status, stdout, stderr } = spawnSync(
			process.execPath,
			[program, folder],
			{
				env: {
					...process.env,
					LATTICEBENCH_VULKAN: "/nonexistent/libvulkan.so",
				},
				encoding: "utf8",
			},
		);
		expect(status).toBe(2);
		expect(stdout).toMatch(/doctor.*\n\s+failed: .*no Vulkan loader/);
		expect(stderr.trim()).toBe("there is nothing to measure");
		expect(readdirSync(folder).sort()).toEqual(["doctor.json", "doctor.txt"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("wrong arguments end with one message", () => {
	const { status, stderr } = spawnSync(process.execPath, [program, "--no"], {
		encoding: "utf8",
	});
	expect(status).toBe(2);
	expect(stderr).toMatch(/^Unknown option '--no'.*\n$/);
});
