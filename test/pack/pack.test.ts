/**
 * A packed folder on a machine that has nothing: no variables but PATH, no node_modules in any parent, a
 * PATH with neither Node nor npm on it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { hasSoftwareGpu, softwareGpu } from "../support/software-gpu.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const main = join(root, "dist/pack/main.js");
const place = mkdtempSync(join(tmpdir(), "packed-"));
/** All that the launcher may rely on. */
const programs = [
	...["sh", "gzip", "tar", "mkdir", "mktemp", "chmod", "rm", "id"],
	...["readlink", "dirname"],
];

let folder = "";

/** Runs a command of the folder; status and both outputs. */
function run(
	args: readonly string[],
	variables: Readonly<Record<string, string>> = {},
	command = "latticebench",
) {
	return spawnSync(join(folder, command), args, {
		cwd: place,
		env: { PATH: join(place, "bin"), ...variables },
		encoding: "utf8",
		timeout: 100_000,
	});
}

const suite = `
targets:
  - { label: tiny, action: phi4, shape: [4, 4], parameters: { m2: -4, lambda: 8 } }
samplers:
  - { sampler: hmc, options: { chains: 4, trajectory: 1, stepSize: 0.2, thermalise: 10 } }
  - { sampler: equivariant-cnf, options: { batch: 8 }, budget: { steps: 2 } }
draws: 64
measure: { seconds: 1 ms }
seeds: [1]
`;

function records(out: string): readonly BenchRecord[] {
	return readFileSync(join(place, out, "records.jsonl"), "utf8")
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line) as BenchRecord);
}

describe.skipIf(process.platform !== "linux")("pack", () => {
	beforeAll(() => {
		const line = execFileSync(process.execPath, [main, "--into", place], {
			encoding: "utf8",
			stdio: ["ignore", "pipe", "pipe"],
		});
		folder = line.trim();
		mkdirSync(join(place, "bin"));
		for (const program of programs) {
			const found = (process.env.PATH ?? "")
				.split(":")
				.map((directory) => join(directory, program))
				.find((path) => existsSync(path));
			if (found === undefined) throw new Error(`no ${program} here`);
			symlinkSync(found, join(place, "bin", program));
		}
		writeFileSync(join(place, "tiny.yaml"), suite);
	});
	afterAll(() => rmSync(place, { recursive: true, force: true }));

	test("one folder under 55 MB, with its licences", () => {
		const names = readdirSync(folder);
		const size = names.reduce(
			(sum, name) => sum + statSync(join(folder, name)).size,
			0,
		);
		expect(size).toBeLessThan(55e6);
		expect(names).toContain("README.txt");
		const licences = readFileSync(join(folder, "THIRD-PARTY.txt"), "utf8");
		for (const name of ["Node.js", "webgpu", "@tensorflow/tfjs-core", "zod"])
			expect(licences).toContain(`${name} `);
	});

	test("runs a suite to its report, and says what it was packed from", () => {
		const { status, stderr } = run([
			...["run", "tiny.yaml", "--backend", "wasm", "--out", "wasm"],
		]);
		// So few draws may fail a check; that is no matter of packing.
		expect([0, 1, 3], stderr).toContain(status);
		expect(stderr).not.toContain("Error");
		const [first, ...rest] = records("wasm");
		expect(rest.length).toBe(1);
		for (const record of [first, ...rest])
			expect(record.status, record.reason).toBe("completed");
		const git = spawnSync("git", ["rev-parse", "HEAD"], {
			cwd: root,
			encoding: "utf8",
		});
		expect(first.environment?.commit).toBe(
			git.status === 0 ? git.stdout.trim() : undefined,
		);
		expect(readFileSync(join(place, "wasm/report.html"), "utf8")).toContain(
			"tiny",
		);
	});

	test("draws figures in every format", () => {
		const { status, stderr } = run([
			...["figures", "wasm", "--target", "prd1"],
			...["--format", "svg,pdf,png", "--output", "figures"],
		]);
		expect(status, stderr).toBe(0);
		const endings = readdirSync(join(place, "figures")).map((name) =>
			name.replace(/^.*\./, ""),
		);
		for (const ending of ["svg", "pdf", "png"])
			expect(endings).toContain(ending);
	});

	test.skipIf(!hasSoftwareGpu)(
		"runs on a GPU with no Vulkan loader but its own",
		() => {
			const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = softwareGpu();
			const { status, stderr } = run(
				[
					...["run", "tiny.yaml", "--backend", "webgpu", "--out", "webgpu"],
					...["--only", "hmc"],
				],
				{ VK_DRIVER_FILES, VK_ICD_FILENAMES },
			);
			expect([0, 1, 3], stderr).toContain(status);
			const [record] = records("webgpu");
			expect(record.status, record.reason).toBe("completed");
			expect(record.environment?.backend).toBe("webgpu");
			expect(record.environment?.device.name).toContain("SwiftShader");
		},
	);

	test("unpacks where it is told to, once", () => {
		const packed = folder;
		folder = join(place, "copy");
		cpSync(packed, folder, {
			recursive: true,
			filter: (path) => !path.includes("unpacked-"),
		});
		const cache = join(place, "cache");
		const once = run(["--version"], { LATTICEBENCH_CACHE: cache });
		expect(once.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
		expect(readdirSync(cache)).toEqual([
			expect.stringMatching(/^unpacked-[0-9a-f]{12}$/),
		]);
		const again = run(["--version"], { LATTICEBENCH_CACHE: cache });
		expect(again.stdout).toBe(once.stdout);
		expect(
			readdirSync(folder).filter((name) => /^unpacked/.test(name)),
		).toEqual([]);
		folder = packed;
	});
});
