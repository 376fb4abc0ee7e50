import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { renderTables } from "../../reports/tables.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

const hostile = syntheticRecords({
	samplers: hostileNames.map((label) => ({ name: "hmc", label })),
	seeds: [1],
});

test("LaTeX: booktabs, siunitx columns, as many cells as columns", () => {
	for (const records of [syntheticRecords(), hostile]) {
		const tables = renderTables(records, "latex").split("\\end{table}");
		for (const table of tables.slice(0, -1)) {
			const columns = table.match(/\\begin\{tabular\}\{(.*)\}\n/)?.[1] ?? "";
			const count = columns.replace(/\[[^\]]*\]/g, "").length;
			expect(columns).toMatch(
				/^(l|S\[table-format=-?\d+(\.\d+)?(\(\d+\))?(e-?\d+)?\])+$/,
			);
			expect(table).toMatch(/\\toprule[\s\S]*\\midrule[\s\S]*\\bottomrule/);
			const rows = table.split("\n").filter((line) => line.endsWith("\\\\"));
			expect(rows.length).toBeGreaterThan(1);
			for (const row of rows) expect(row.split(/(?<!\\)&/)).toHaveLength(count);
		}
	}
});

test("LaTeX: a number with its error", () => {
	expect(renderTables(syntheticRecords(), "latex")).toMatch(/& 22750\(900\) &/);
});

test("Markdown: every line of a table has the same number of cells", () => {
	const text = renderTables(hostile, "markdown");
	const tables = text.split("\n\n").filter((block) => block.startsWith("|"));
	expect(tables).toHaveLength(2);
	for (const table of tables) {
		const counts = table
			.trim()
			.split("\n")
			.map((line) => line.split(/(?<!\\)\|/).length);
		expect(new Set(counts).size).toBe(1);
	}
});

test("a rank that is tied with the one above says so, in the caption too", () => {
	const tied = renderTables(syntheticRecords({ seeds: [1] }), "latex");
	expect(tied).toMatch(/\{\$\\approx\$ \d\} & /);
	expect(tied).toContain("$\\approx$ before a rank: not separated");
	const [alone] = syntheticRecords({ seeds: [1] });
	expect(renderTables([alone], "markdown")).not.toContain("≈");
});

test("CSV: one line for each row, numbers in full", () => {
	const records = syntheticRecords();
	const lines = parse(renderTables(records, "csv"), { columns: true }) as {
		readonly [column: string]: string;
	}[];
	expect(lines).toHaveLength(7);
	expect(lines[0].sampler).toBe("hmc");
	expect(lines[0].rank).toBe("1");
	const chain = records[0].estimators?.chain?.observables.phi2.value ?? 0;
	expect(Math.abs(Number(lines[0].phi2) / chain - 1)).toBeLessThan(0.05);
});
