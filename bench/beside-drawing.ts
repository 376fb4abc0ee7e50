/**
 * Processor seconds of measuring and evaluation next to the drawing of Hamiltonian Monte Carlo. With LATTICEBENCH_BEFORE, the folder of
 * another checkout that is built, its program runs in turn with this one.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { element } from "../core/elements.js";
import type { BenchRecord } from "../core/record.js";
import { median } from "../core/statistics/order-statistics.js";
import type { BenchPart } from "./part.js";

const own = fileURLToPath(new URL("../..", import.meta.url));

interface Place {
	readonly name: string;
	readonly root: string;
}

const potentials = { 6: [-4, 6.975], 16: [-4, 6], 64: [-4, 5.5] } as const;

/** Of a site in two dimensions: nine sums, four neighbours, two slices. */
const additions = 15;

export const besideDrawing: BenchPart = {
	name: "beside-drawing",
	label: "processor seconds of measuring beside drawing",
	async run(print, { rehearsal, save }) {
		const { LATTICEBENCH_BEFORE: before } = process.env;
		const places: readonly Place[] = [
			...(before === undefined ? [] : [{ name: "before", root: before }]),
			{ name: "now", root: own },
		];
		const rounds = rehearsal ? 1 : 3;
		const folder = mkdtempSync(join(tmpdir(), "latticebench-bench-"));
		const found: Record<string, Record<string, number>> = {};
		const row = (what: string, seconds: (place: Place) => number): void => {
			const all = places.map(() => [] as number[]);
			for (let round = 0; round < rounds; round++)
				places.forEach((place, i) => {
					element(all, i).push(seconds(place));
				});
			const medians = all.map(median);
			found[what] = Object.fromEntries(
				places.map(({ name }, i) => [name, element(medians, i)]),
			);
			print(
				`${what.padEnd(44)} ${places.map(({ name }, i) => `${name} ${element(medians, i).toFixed(3)} s`).join("   ")}`,
			);
		};
		try {
			print(`load of the machine ${element(loadavg(), 0).toFixed(1)}`);
			for (const [length, couplings] of Object.entries(potentials)) {
				const L = Number(length);
				const draws = rehearsal ? 512 : L === 64 ? 8192 : 100_000;
				const path = suite(folder, `L${L}`, L, couplings, draws);
				const what = `${draws} draws of ${L} x ${L}`;
				const costs = new Map<string, number[]>();
				row(`${what}: measuring`, (place) => {
					const { measure, draw } = run(folder, place.root, path);
					costs.set(place.name, [...(costs.get(place.name) ?? []), draw]);
					return measure;
				});
				print(
					`${`${what}: drawing`.padEnd(44)} ${places.map(({ name }) => `${name} ${median(costs.get(name) ?? []).toFixed(3)} s`).join("   ")}`,
				);
				const numbers = (draws * L * L) / 1e6;
				print(
					`${"".padEnd(44)} floor of one pass: ${(8 * numbers).toFixed(0)} MB of fields read once, ${(additions * numbers).toFixed(0)} million additions`,
				);
			}
			save(found);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	},
};

function suite(
	folder: string,
	label: string,
	length: number,
	[m2, lambda]: readonly [number, number],
	draws: number,
): string {
	const path = join(folder, `${label}.yaml`);
	const target = { label, action: "phi4", shape: [length, length] };
	writeFileSync(
		path,
		JSON.stringify({
			targets: [{ ...target, parameters: { m2, lambda } }],
			samplers: [{ sampler: "hmc" }],
			draws,
		}),
	);
	return path;
}

/** As the cell's record tells. */
function run(folder: string, root: string, path: string) {
	const out = join(folder, "out");
	rmSync(out, { recursive: true, force: true });
	execFileSync(
		process.execPath,
		[join(root, "dist/cli/main.js"), "run", path, "--out", out, "--quiet"],
		{ stdio: "ignore" },
	);
	const text = readFileSync(join(out, "records.jsonl"), "utf8");
	const { cost } = JSON.parse(text) as BenchRecord;
	return {
		draw: cost?.draw?.coreSeconds ?? Number.NaN,
		measure: cost?.measure?.coreSeconds ?? Number.NaN,
	};
}
