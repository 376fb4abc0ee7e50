/** The parts of gpu-records.ts, most important first. Their limits add up to less than nine minutes. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchPart } from "./part.js";
import * as registry from "./registry.js";

export interface Part {
	/** Name of the part and of its files. */
	readonly name: string;
	readonly label: string;
	/** Seconds after which the part is stopped. */
	readonly limit: number;
	/** File for its standard output, if that should not go to its log. */
	readonly output?: string;
	/** Arguments of Node. */
	readonly command: readonly string[];
	/** Exit statuses that mean success. */
	readonly accepts: readonly string[];
}

const cli = fileURLToPath(new URL("../cli/main.js", import.meta.url));
const bench = fileURLToPath(new URL("./main.js", import.meta.url));

/** Benchmarks of this project that need a GPU, with their limits in seconds. */
const benchLimits: Readonly<Record<string, number>> = {
	"hmc-gpu": 100,
	"cnf-gpu": 100,
	"coupling-gpu": 60,
};

export function gpuParts(folder: string, rehearsal: boolean): readonly Part[] {
	const parts: readonly BenchPart[] = Object.values(registry).flat();
	const small = (...settings: readonly string[]) =>
		settings.flatMap((setting) => ["--set", setting]);
	const all: readonly Part[] = [
		{
			name: "doctor",
			label: "what there is, and its rates",
			limit: 30,
			output: "doctor.json",
			command: [cli, "doctor", "--backend", "webgpu", "--json"],
			accepts: ["0"],
		},
		...Object.entries(benchLimits).map(([name, limit]) => {
			const part = parts.find((candidate) => candidate.name === name);
			if (part === undefined) throw new Error(`no benchmark ${name}`);
			return {
				name,
				label: part.label,
				limit,
				command: [
					...[bench, name, "--out", join(folder, `${name}.json`)],
					...(rehearsal ? ["--rehearse"] : []),
				],
				accepts: ["0"],
			};
		}),
		suite(
			"hmc-scaling",
			"effective samples a second of many chains, L = 6 to 64 at ξ = L/4",
			60,
			folder,
			[
				...["critical-slowing", "--backend", "webgpu"],
				...(rehearsal
					? [
							...["--only", "L8"],
							...small("draws=512", "samplers.hmc.options.chains=64"),
						]
					: small("draws=131072", "samplers.hmc.options.chains=1024")),
				...small("seeds=[1]", `budget.seconds=${rehearsal ? 1 : 4}`),
			],
		),
		...(["webgpu", "wasm"] as const).map((backend) =>
			suite(
				`quick-${backend}`,
				`the suite quick, ${backend === "webgpu" ? "on the GPU" : "on the processor"}`,
				80,
				folder,
				[
					...["quick", "--backend", backend],
					...(rehearsal
						? [
								...["--only", "hmc", "--only", "realnvp"],
								...small(
									"draws=512",
									"budget.seconds=1",
									"samplers.realnvp.options.layers=2",
								),
							]
						: small("budget.seconds=10")),
				],
			),
		),
	];
	// A processor that emulates a GPU is slow even at tiny sizes.
	return all.map((part) => ({
		...part,
		limit: rehearsal ? 4 * part.limit : part.limit,
	}));
}

function suite(
	name: string,
	label: string,
	limit: number,
	folder: string,
	options: readonly string[],
): Part {
	return {
		name,
		label,
		limit,
		command: [
			...[cli, "run", ...options, "--quiet", "--fresh"],
			...["--out", join(folder, name)],
		],
		// Disagreements and failed checks are results too.
		accepts: ["0", "1", "3"],
	};
}
