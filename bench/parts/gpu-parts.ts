/** The parts of gpu-records.ts, the most wanted first. Their limits add up to less than nine minutes. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchPart } from "../part.js";
import * as registry from "../registry.js";

export interface Part {
	/** Of its files, too. */
	readonly name: string;
	readonly label: string;
	/** Seconds after which it is stopped. */
	readonly limit: number;
	/** File for its standard output, where that is not a part of its log. */
	readonly output?: string;
	/** Arguments of Node. */
	readonly command: readonly string[];
	/** Exit statuses that stand for success. */
	readonly accepts: readonly string[];
}

const cli = fileURLToPath(new URL("../../cli/main.js", import.meta.url));
const bench = fileURLToPath(new URL("../main.js", import.meta.url));

/** Benchmarks of this project that need a GPU, and their seconds. */
const benchLimits: Readonly<Record<string, number>> = {
	"hmc-gpu": 120,
	"cnf-gpu": 120,
	"coupling-gpu": 60,
};

export function gpuParts(folder: string, rehearsal: boolean): readonly Part[] {
	const parts: readonly BenchPart[] = Object.values(registry);
	const all: readonly Part[] = [
		{
			name: "doctor",
			label: "what there is, and its rates",
			limit: 30,
			output: "doctor.json",
			command: [cli, "doctor", "--backend", "webgpu", "--json"],
			accepts: ["0"],
		},
		...parts
			.filter(({ name }) => name in benchLimits)
			.map(({ name, label }) => ({
				name,
				label,
				limit: benchLimits[name],
				command: [
					...[bench, name, "--out", join(folder, `${name}.json`)],
					...(rehearsal ? ["--rehearse"] : []),
				],
				accepts: ["0"],
			})),
		suite(folder, "webgpu", rehearsal),
		suite(folder, "wasm", rehearsal),
	];
	// A processor that stands in for a GPU is slow even at tiny sizes.
	return all.map((part) => ({
		...part,
		limit: rehearsal ? 4 * part.limit : part.limit,
	}));
}

/** The suite `quick` on the GPU, and the same on the processor beside it. */
function suite(
	folder: string,
	backend: "webgpu" | "wasm",
	rehearsal: boolean,
): Part {
	const sizes = rehearsal
		? ["draws=2000", "budget.seconds=1"]
		: ["budget.seconds=12"];
	return {
		name: `quick-${backend}`,
		label: `the suite quick, ${backend === "webgpu" ? "on the GPU" : "on the processor"}`,
		limit: 95,
		command: [
			...[cli, "run", "quick", "--backend", backend, "--quiet", "--fresh"],
			...["--out", join(folder, `quick-${backend}`)],
			...sizes.flatMap((size) => ["--set", size]),
		],
		// Disagreements and failed checks are results, too.
		accepts: ["0", "1", "3"],
	};
}
