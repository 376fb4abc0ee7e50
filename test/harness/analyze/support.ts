/** Tables in memory and files on disk for the tests of this folder. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Table } from "../../../harness/analyze/table.js";

/** One chain for each series, all of one observable `x`. */
export function chainsOf(...series: Float64Array[]): Table {
	return tableOf({ x: series });
}

export function tableOf(
	columns: Readonly<Record<string, readonly Float64Array[]>>,
	rest: Partial<Table> = {},
): Table {
	const [first] = Object.values(columns);
	return {
		source: "memory",
		chains: first.map((_, c) => `chain ${c + 1}`),
		columns: new Map(Object.entries(columns)),
		ordered: false,
		notes: [],
		...rest,
	};
}

/** Writes files into a folder that is gone after the tests. */
export function temporaryFolder(): (
	name: string,
	content: string | Uint8Array,
) => string {
	const folder = mkdtempSync(join(tmpdir(), "analyze-"));
	afterAll(() => rmSync(folder, { recursive: true }));
	return (name, content) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};
}
