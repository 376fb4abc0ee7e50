/**
 * The report of 500 records, 10 targets x 5 samplers x 10 seeds: processor seconds of `latticebench report`,
 * bytes of the page, and milliseconds from a click to the next picture in a browser (Event Timing). The
 * records are those of docs/gallery, copied, with all measured numbers scaled by a random factor for each copy,
 * so that they keep their digits and their size. Nothing of it says anything about a sampler.
 */
import { execFileSync } from "node:child_process";
import {
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { element } from "../core/elements.js";
import { createRandom } from "../core/random.js";
import type { BenchRecord } from "../core/record.js";
import type { BenchPart } from "./part.js";
import { clickTimes } from "./report-clicks.js";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export const reportSize: BenchPart = {
	name: "report-size",
	label: "report of 500 records: processor seconds, megabytes, interaction",
	async run(print, { rehearsal, save }) {
		const [targets, seeds, rounds] = rehearsal ? [2, 2, 1] : [10, 10, 3];
		const folder = mkdtempSync(join(tmpdir(), "latticebench-bench-"));
		try {
			const records = copies(targets, seeds);
			const lines = records.map((record) => `${JSON.stringify(record)}\n`);
			writeFileSync(join(folder, "records.jsonl"), lines.join(""));
			const page = join(folder, "report.html");
			const times = Array.from({ length: rounds }, () =>
				reported(folder, page),
			).sort((a, b) => a.core - b.core);
			const bytes = statSync(page).size;
			const load = element(loadavg(), 0);
			print(
				`${records.length} records, ${megabytes(lines.join("").length)}; load of the machine ${load.toFixed(1)}`,
			);
			print(
				`report: ${times.map(({ core }) => core.toFixed(2)).join(", ")} processor seconds, ${times.map(({ wall }) => wall.toFixed(2)).join(", ")} s by the clock`,
			);
			print(`page: ${megabytes(bytes)}`);
			const clicks = await clickTimes(pathToFileURL(page).href);
			for (const { name, milliseconds } of clicks)
				print(
					`${name}: ${milliseconds.map((ms) => ms.toFixed(0)).join(", ")} ms`,
				);
			save({ records: records.length, load, times, bytes, clicks });
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
};

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(2)} MB`;
}

/** Runs the command and returns its seconds, and the processor seconds of its process with all threads. */
function reported(
	folder: string,
	page: string,
): { readonly core: number; readonly wall: number } {
	const tell = `process.on("exit",()=>{const{user,system}=process.cpuUsage();require("node:fs").writeFileSync(${JSON.stringify(join(folder, "cpu"))},String((user+system)/1e6))})`;
	const hook = join(folder, "tell.cjs");
	writeFileSync(hook, tell);
	const start = performance.now();
	execFileSync(
		process.execPath,
		[
			...["--require", hook, path("../cli/main.js")],
			...["report", folder, "--output", page],
		],
		{ stdio: "ignore" },
	);
	return {
		wall: (performance.now() - start) / 1000,
		core: Number(readFileSync(join(folder, "cpu"), "utf8")),
	};
}

const measuredNames = [
	...(["estimators", "checks", "cost", "efficiency"] as const),
	...(["history", "diagnostics"] as const),
] as const;

/** Records of as many targets and seeds, with HMC twice. */
function copies(targets: number, seeds: number): BenchRecord[] {
	const known = readFileSync(path("../../docs/gallery/records.jsonl"), "utf8")
		.trim()
		.split("\n")
		.map((line): BenchRecord => JSON.parse(line));
	const labels = [...new Set(known.map(({ sampler }) => sampler.label))];
	const random = createRandom(1);
	const places = [...labels, element(labels, 0)];
	return Array.from({ length: targets }, (_, target) =>
		places.flatMap((label, place) => {
			const own = known.filter(({ sampler }) => sampler.label === label);
			return Array.from({ length: seeds }, (_, seed): BenchRecord => {
				const given = element(own, seed % own.length);
				const factor = 0.9 + 0.1 * random.uniform();
				const measured = measuredNames.map((name) => [
					name,
					scaled(given[name], factor),
				]);
				const record: BenchRecord = {
					...given,
					...Object.fromEntries(measured),
				};
				const key = (target << 16) | (place << 8) | seed;
				return {
					...record,
					key: key.toString(16).padStart(16, "0"),
					action: {
						...record.action,
						label: `T${target + 1}`,
						parameters: { ...record.action.parameters, lambda: 6 + target },
					},
					sampler: {
						...record.sampler,
						label: place < labels.length ? label : `${label} again`,
					},
					seed: seed + 1,
				};
			});
		}),
	).flat();
}

/** Significant digits of a number as it is written. */
function digitsOf(value: number): number {
	const [mantissa = ""] = String(Math.abs(value)).split("e");
	return Math.max(1, mantissa.replace(".", "").replace(/^0+/, "").length);
}

/** All numbers that are not whole, times a factor below 1: order, signs and probabilities remain. */
function scaled(value: unknown, factor: number): unknown {
	if (typeof value === "number")
		return Number.isInteger(value)
			? value
			: Number((value * factor).toPrecision(digitsOf(value)));
	if (Array.isArray(value)) return value.map((item) => scaled(item, factor));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [name, scaled(inner, factor)]),
	);
}
