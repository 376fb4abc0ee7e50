import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { widestOf } from "../../reports/tables/latex-width.js";
import {
	renderTables,
	type TableTarget,
	tableTargets,
} from "../../reports/tables.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

const hostile = syntheticRecords({
	samplers: hostileNames.map((label) => ({ name: "hmc", label })),
	seeds: [1],
});

const tabulars =
	/\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}\n([\s\S]*?)\n\t\\end\{tabular\}/g;

test("LaTeX: booktabs, and as many cells as columns in every part", () => {
	for (const records of [syntheticRecords(), hostile])
		for (const target of Object.keys(tableTargets) as TableTarget[]) {
			const text = renderTables(records, "latex", undefined, {
				target,
				siunitx: false,
			});
			expect(text).not.toContain("\\num");
			const parts = [...text.matchAll(tabulars)];
			expect(parts.length).toBeGreaterThan(target === "prd2" ? 1 : 2);
			for (const [, columns = "", body = ""] of parts) {
				expect(body).toMatch(/\\toprule[\s\S]*\\midrule[\s\S]*\\bottomrule/);
				const rows = body.split("\n").filter((line) => line.endsWith(" \\\\"));
				expect(rows.length).toBeGreaterThan(1);
				for (const row of rows)
					expect(row.split(/(?<!\\)&/)).toHaveLength(columns.length);
			}
		}
});

test("LaTeX: numbers with errors and powers, plain or for siunitx", () => {
	const set = (siunitx: boolean) =>
		renderTables(syntheticRecords({ speed: 1e9 }), "latex", undefined, {
			target: "prd2",
			siunitx,
		});
	expect(set(false)).toContain("& $2.275(90)\\times10^{13}$ &");
	expect(set(true)).toContain("& \\num{2.275(90)e13} &");
	expect(set(true)).toContain("\\usepackage{siunitx}");
});

test("the total cost, the slowest observable and the number of seeds stand in the ranking", () => {
	const text = renderTables(syntheticRecords(), "markdown");
	const [head = ""] = text.split("\n");
	expect(head).toMatch(/Seeds .*Total to ESS 10⁴ .*Slowest/);
	expect(text).toMatch(/\| hmc +\| 3 +\|/);
});

test("a sampler that failed everywhere, and a seed that failed, have their place", () => {
	const records = syntheticRecords().map((record): BenchRecord => {
		const lost =
			record.sampler.label === "realnvp" ||
			(record.sampler.label === "hmc" && record.seed === 2);
		if (!lost) return record;
		const { estimators, efficiency, checks, cost, ...rest } = record;
		return { ...rest, status: "failed", reason: "out of memory" };
	});
	const text = renderTables(records, "markdown");
	expect(text).toMatch(/\| failed +\| realnvp +\| 0 of 3 +\| +– \|/);
	expect(text).toMatch(/\| hmc +\| 2 of 3 +\|/);
	const lines = parse(renderTables(records, "csv"), { columns: true }) as {
		readonly [column: string]: string;
	}[];
	const realnvp = lines.filter(({ sampler }) => sampler === "realnvp");
	expect(realnvp).toHaveLength(1);
	expect(realnvp[0]).toMatchObject({
		state: "failed",
		seeds: "0",
		seedsAsked: "3",
		reason: "out of memory",
	});
});

test("one training is marked: how much trainings differ is unknown", () => {
	const text = renderTables(syntheticRecords({ seeds: [1] }), "markdown");
	expect(text).toMatch(/realnvp · reweighted +\| 1†/);
	expect(text).toMatch(/\| hmc +\| 1 +\|/);
	expect(text).toContain("† one training");
	expect(renderTables(syntheticRecords(), "markdown")).not.toContain("†");
});

const classes: Readonly<Record<TableTarget, string>> = {
	prd1: "\\documentclass[aps,prd,reprint]{revtex4-2}",
	prd2: "\\documentclass[aps,prd,reprint]{revtex4-2}",
	jhep: "\\documentclass[11pt,a4paper]{article}\\usepackage[textwidth=15.1cm]{geometry}",
	article: "\\documentclass[12pt]{article}",
};

const compiler = spawnSync("pdflatex", ["--version"]).status === 0;
for (const target of Object.keys(tableTargets) as TableTarget[]) {
	test(`${target}: by the widths of the letters, no part is wider than the page`, () => {
		for (const seeds of [[1], [1, 2]])
			for (const [, columns = "", body = ""] of renderTables(
				syntheticRecords({ seeds }),
				"latex",
				undefined,
				{ target, siunitx: false },
			).matchAll(tabulars)) {
				const rows = body.split("\n").filter((line) => line.endsWith(" \\\\"));
				const widths = [...columns].map((_, i) =>
					Math.max(
						...rows.map((row) =>
							widestOf(
								(row.split(/(?<!\\)&/)[i] ?? "")
									.replace(
										/\\begin\{tabular\}\[.\]\{@\{\}.@\{\}\}|\\end\{tabular\}/g,
										"",
									)
									.split(/\\\\(?!textbackslash)/)
									// A command sets one sign; braces and dollars none.
									.map((line) =>
										line
											.trim()
											.replace(/\\[A-Za-z]+/g, "+")
											.replace(/[{}$\\]/g, ""),
									),
							),
						),
					),
				);
				const total = widths.reduce((a, b) => a + b + 1.2, -1.2);
				expect(total).toBeLessThan(tableTargets[target].width * 1.02);
			}
	});
	test.skipIf(!compiler)(
		`${target}: LaTeX sets it without an overfull box`,
		() => {
			const folder = mkdtempSync(join(tmpdir(), "latticebench-latex-"));
			try {
				const all = [...syntheticRecords(), ...hostile];
				const tables = renderTables(all, "latex", undefined, {
					target,
					siunitx: false,
				});
				writeFileSync(
					join(folder, "page.tex"),
					`${classes[target]}\n\\usepackage{booktabs}\n\\maxdeadcycles=1000\n\\begin{document}\n${tables}\n\\end{document}\n`,
				);
				const { status, stdout } = spawnSync(
					"pdflatex",
					["-interaction=nonstopmode", "-halt-on-error", "page.tex"],
					{ cwd: folder, encoding: "latin1", timeout: 30_000 },
				);
				expect(status, stdout.slice(-2000)).toBe(0);
				expect(stdout).not.toMatch(/Overfull|Float too large/);
			} finally {
				rmSync(folder, { recursive: true });
			}
		},
	);
}

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
	expect(tied).toMatch(/\$\\approx\$ \d & /);
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
