/**
 * What starting costs: commands, the process of a cell, and a run outside of its cells. With LATTICEBENCH_BEFORE,
 * the folder of another checkout that is built, its program runs in turn with this one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { element } from "../core/elements.js";
import { median } from "../core/statistics/order-statistics.js";
import type { BenchPart } from "./part.js";
import { type ProcessSpent, processesOf } from "./processes.js";
import type { Spent } from "./spent.js";

const own = fileURLToPath(new URL("../..", import.meta.url));

type Rows = Map<string, Spent[]>;

export const startUp: BenchPart = {
	name: "start-up",
	label:
		"start of commands and of a cell's process, and a run beside its cells",
	async run(print, { rehearsal, save }) {
		const { LATTICEBENCH_BEFORE: before } = process.env;
		const places = [
			...(before === undefined ? [] : [["before", before] as const]),
			["now", own] as const,
		];
		const rows: Rows = new Map();
		const folder = mkdtempSync(join(tmpdir(), "latticebench-bench-"));
		print(`load of the machine ${element(loadavg(), 0).toFixed(1)}`);
		try {
			for (let round = 0; round < (rehearsal ? 1 : 7); round++)
				for (const [name, root] of places)
					for (const [what, spent] of measured(folder, root)) {
						const key = `${what}, ${name}`;
						rows.set(key, [...(rows.get(key) ?? []), spent]);
					}
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
		const found: Record<string, Record<string, number>> = {};
		for (const [key, all] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
			const milliseconds = (which: keyof Spent) =>
				all.map((spent) => 1000 * spent[which]);
			const [core, clock] = [
				milliseconds("coreSeconds"),
				milliseconds("seconds"),
			];
			const row = {
				bestCoreMilliseconds: Math.min(...core),
				medianCoreMilliseconds: median(core),
				bestMilliseconds: Math.min(...clock),
				medianMilliseconds: median(clock),
			};
			found[key] = row;
			const [a, b, c, d] = Object.values(row).map((x) =>
				x.toFixed(0).padStart(5),
			);
			print(
				`${key.padEnd(54)} processor: best ${a} ms, median ${b} ms   clock: best ${c} ms, median ${d} ms`,
			);
		}
		save(found);
	},
};

/** One round. */
function* measured(
	folder: string,
	root: string,
): Generator<readonly [string, Spent]> {
	for (const command of ["--help", "list"])
		for (const { all } of processesOf(folder, root, [command]))
			yield [command, all];
	const out = join(folder, "out");
	rmSync(out, { recursive: true, force: true });
	// The chain of the smoke test: a cell on each of its two targets.
	const words = ["run", "smoke", "--only", "hmc", "--quiet", "--out", out];
	const processes = processesOf(folder, root, words);
	const cells = processes.filter(({ cell }) => cell);
	for (const cell of cells) {
		if (cell.begins !== undefined)
			yield ["a cell's process until it knows its question", cell.begins];
		if (cell.works !== undefined)
			yield ["a cell's process until it reports progress", cell.works];
	}
	const whole = processes.find(({ cell }) => !cell);
	if (whole !== undefined)
		yield ["run smoke --only hmc, beside its cells", beside(whole, cells)];
}

/** The command's own processor time; by the clock, what its cells do not last. */
function beside({ all }: ProcessSpent, cells: readonly ProcessSpent[]): Spent {
	const lasted = cells.reduce((sum, cell) => sum + cell.all.seconds, 0);
	return { ...all, seconds: all.seconds - lasted };
}
