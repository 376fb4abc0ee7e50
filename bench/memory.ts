/**
 * Time and memory of a cell against its size: the lattice, the number of draws, and the configurations
 * that it keeps. Each row is one cell as `latticebench run` makes it; its memory is the largest resident
 * memory of its process, looked at 20 times a second.
 */
import { spawn } from "node:child_process";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BenchRecord } from "../core/record.js";
import { groupMemory } from "../harness/executors/group-memory.js";
import { readRecords } from "../harness/store/read-records.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const program = fileURLToPath(new URL("../cli/main.js", import.meta.url));
/** Milliseconds between looks. */
const look = 50;

interface Size {
	readonly shape: readonly number[];
	readonly draws: number;
	readonly chains?: number;
	/** Whether all configurations are kept, in float32. */
	readonly fields?: true;
}

const rehearsed = (sizes: readonly Size[]) =>
	sizes.map((size) => ({
		...size,
		shape: size.shape.map((extent) => Math.min(8, extent)),
		draws: 1000,
	}));

function part(name: string, label: string, sizes: readonly Size[]): BenchPart {
	return {
		name,
		label,
		async run(print, { rehearsal, save }) {
			const rows = [head];
			for (const size of rehearsal ? rehearsed(sizes) : sizes) {
				const row = await measure(size);
				print(`measured ${row.slice(0, 3).join(", ")}: ${row[6]}, ${row[9]} s`);
				rows.push(row);
				save(rows);
			}
			for (const line of table(rows)) print(line);
			print(
				"memory: of the whole process, with Node and TensorFlow.js (some 130 MB); measure: observables, errors and checks",
			);
		},
	};
}

const head = [
	"lattice",
	"chains",
	"draws",
	"fields kept",
	"all fields",
	"histories",
	"memory",
	"draw, core s",
	"measure, core s",
	"whole cell, s",
];

export const memory: readonly BenchPart[] = [
	part("memory-sizes", "HMC on larger and larger lattices", [
		{ shape: [64, 64], draws: 2048 },
		{ shape: [256, 256], draws: 512 },
		{ shape: [256, 256], draws: 2048 },
		{ shape: [512, 512], draws: 256 },
		{ shape: [1024, 1024], draws: 64, chains: 16 },
		{ shape: [1024, 1024], draws: 64 },
		{ shape: [32, 32, 32], draws: 512 },
		{ shape: [64, 64, 64], draws: 128 },
	]),
	part("memory-draws", "HMC with more and more draws of 6 x 6", [
		{ shape: [6, 6], draws: 1e5 },
		{ shape: [6, 6], draws: 1e6 },
		{ shape: [6, 6], draws: 1e7 },
	]),
	part("memory-fields", "HMC on 64 x 64 that keeps its configurations", [
		{ shape: [64, 64], draws: 1e4, fields: true },
		{ shape: [64, 64], draws: 1e5, fields: true },
		{ shape: [64, 64], draws: 1e6, fields: true },
	]),
];

/** Fixed trajectories: what is looked at is the size, and tuning would take most of the time. */
function suiteOf({ shape, draws, chains = 64, fields }: Size): string {
	return JSON.stringify({
		title: "memory",
		targets: [
			{
				label: "A",
				action: "phi4",
				shape,
				parameters: { m2: -4, lambda: 6.975 },
			},
		],
		samplers: [
			{
				sampler: "hmc",
				options: {
					chains,
					trajectory: 0.5,
					steps: 4,
					...(fields === undefined ? {} : { precision: "float32" }),
				},
			},
		],
		seeds: [1],
		draws,
		budget: { steps: 2 },
		measure: { seconds: 0.01 },
		...(fields === undefined ? {} : { fields }),
	});
}

async function measure(size: Size): Promise<string[]> {
	const root = mkdtempSync(join(tmpdir(), "latticebench-memory-"));
	try {
		const suite = join(root, "suite.yaml");
		writeFileSync(suite, suiteOf(size));
		const out = join(root, "out");
		const begin = performance.now();
		const run = spawn(
			process.execPath,
			[program, "run", suite, "--out", out, "--quiet"],
			{ stdio: "ignore" },
		);
		let ended = false;
		const exit = new Promise<void>((resolve) => {
			run.on("close", () => {
				ended = true;
				resolve();
			});
		});
		let peak = 0;
		while (!ended) {
			for (const child of childrenOf(run.pid))
				peak = Math.max(peak, await groupMemory(child));
			await Promise.race([sleep(look), exit]);
		}
		const seconds = (performance.now() - begin) / 1000;
		const [record] = readRecords(out);
		return rowOf(size, record, peak, seconds);
	} finally {
		rmSync(root, { recursive: true, force: true });
	}
}

function rowOf(
	{ shape, fields }: Size,
	record: BenchRecord | undefined,
	peak: number,
	seconds: number,
): string[] {
	if (record?.status !== "completed")
		throw new Error(
			`the cell of ${shape.join(" x ")} ended: ${record?.reason}`,
		);
	const { estimators, cost } = record;
	const draws = estimators?.chain?.draws ?? 0;
	const sites = shape.reduce((product, extent) => product * extent, 1);
	const columns =
		Object.keys(record.quantities ?? {}).length +
		Math.floor(Math.max(...shape) / 2) +
		1;
	const core = (phase: "draw" | "measure") =>
		(cost?.[phase]?.coreSeconds ?? 0).toFixed(1);
	return [
		shape.join(" x "),
		String(estimators?.chain?.chains),
		String(draws),
		fields === undefined ? "no" : "yes",
		megabytes((fields === undefined ? 8 : 4) * sites * draws),
		megabytes(8 * columns * draws),
		megabytes(peak),
		core("draw"),
		core("measure"),
		seconds.toFixed(0),
	];
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Processes that a process has started, by proc(5). */
function childrenOf(id: number | undefined): readonly number[] {
	if (id === undefined) return [];
	try {
		return readdirSync(`/proc/${id}/task`).flatMap((thread) =>
			readFileSync(`/proc/${id}/task/${thread}/children`, "latin1")
				.split(" ")
				.filter((text) => text.trim() !== "")
				.map(Number),
		);
	} catch {
		return [];
	}
}
