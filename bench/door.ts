/** What the door to samplers of others costs this side: bytes, S, weights; and the memory of a stream. */
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hostEvaluation } from "../actions/host-evaluation.js";
import { freeField } from "../actions/scalar/free-field.js";
import { createLattice } from "../core/lattice.js";
import { encodeNpy } from "../core/npy.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { external } from "../samplers/external/external.js";
import type { Prepared } from "../samplers/sampler.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext } from "./training.js";

const child = fileURLToPath(
	new URL("../../bench/door-child.mjs", import.meta.url),
);
const draws = 100_000;
const repeats = 15;

export const door: BenchPart = {
	name: "door",
	label: `host's side of the protocol of outside samplers: ${draws} configurations, and the memory of a long stream`,
	async run(print) {
		await shortDraws(print);
		await longStream(print);
	},
};

async function open(
	shape: readonly number[],
	precision: "float32" | "float64",
): Promise<Prepared> {
	const action = freeField.create(createLattice(shape), { m2: 1 });
	const options = external.options.parse({
		command: [process.execPath, child],
		precision,
	});
	return external.create(options as never).prepare(
		action,
		{ seconds: 60 },
		fixedContext("bench", () => performance.now() / 1000),
	);
}

/** Processor seconds of this process alone. */
async function cost(work: () => Promise<void> | void): Promise<number> {
	const before = processorSeconds();
	await work();
	return processorSeconds() - before;
}

async function least(work: () => Promise<void> | void): Promise<number> {
	const costs: number[] = [];
	for (let i = 0; i < repeats; i++) costs.push(await cost(work));
	return Math.min(...costs);
}

async function shortDraws(print: (line: string) => void): Promise<void> {
	const shape = [6, 6];
	const action = freeField.create(createLattice(shape), { m2: 1 });
	const rows = [
		[
			"100,000 of 6 x 6, processor seconds of the host",
			"least",
			"per configuration",
		],
	];
	const add = (name: string, seconds: number) =>
		rows.push([
			name,
			`${seconds.toFixed(3)} s`,
			`${((1e6 * seconds) / draws).toFixed(2)} us`,
		]);
	for (const precision of ["float32", "float64"] as const) {
		const prepared = await open(shape, precision);
		for (const calls of [1, 64]) {
			const count = Math.ceil(draws / calls);
			const all = async () => {
				for (let i = 0; i < calls; i++) await prepared.draw(count);
			};
			await all();
			add(
				`through the protocol, ${precision}, ${calls} draws`,
				await least(all),
			);
		}
		await prepared.dispose();
	}
	const fields = new Float32Array(draws * 36).map(
		(_, i) => ((i * 7919) % 2003) / 1001.5 - 1,
	);
	const values = hostEvaluation(action).values;
	await values(fields);
	add(
		"of that S in float64",
		await least(async () => void (await values(fields))),
	);
	const path = join(tmpdir(), `latticebench-door-${process.pid}.npy`);
	writeFileSync(path, encodeNpy(fields, [draws, 6, 6]));
	add("floor: reading 14.4 MB", await least(() => void readFileSync(path)));
	for (const line of table(rows)) print(line);
}

/** 100,000 of 64 x 64 in float64: 3.3 GB. */
async function longStream(print: (line: string) => void): Promise<void> {
	const prepared = await open([64, 64], "float64");
	const count = 2000;
	await prepared.draw(count);
	const seconds = await cost(async () => {
		for (let i = 0; i < draws / count; i++) await prepared.draw(count);
	});
	await prepared.dispose();
	const { maxRSS } = process.resourceUsage();
	print("");
	print(
		`${draws} of 64 x 64 in float64 (${((draws * 4096 * 8) / 1e9).toFixed(2)} GB) in draws of ${count} (${((count * 4096 * 8) / 1e6).toFixed(0)} MB): ${seconds.toFixed(1)} processor seconds of the host, largest resident memory ${(maxRSS / 1024).toFixed(0)} MB`,
	);
}
