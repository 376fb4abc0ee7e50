/** The paragraph about methods: what ran and nothing else, with every citation in the bibliography. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as actions from "../../actions/registry.js";
import { entriesOf } from "../../reports/methods/bibliography.js";
import type { References } from "../../reports/methods/references.js";
import { methodsText } from "../../reports/methods.js";
import * as samplers from "../../samplers/registry.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

const named = (
	all: readonly { readonly name: string; readonly reference: string }[],
) => new Map(all.map(({ name, reference }) => [name, reference]));
const references: References = {
	actions: named(Object.values(actions)),
	samplers: named(Object.values(samplers)),
};

function citedIn(tex: string): string[] {
	return [...tex.matchAll(/\\cite\{([^}]*)\}/g)].flatMap(([, keys = ""]) =>
		keys.split(","),
	);
}

test("it tells samplers, seeds, draws, versions and command, and cites what ran", () => {
	const { tex, bib } = methodsText(syntheticRecords(), references);
	for (const words of [
		"hmc~\\cite{Duane:1987de} with trajectory = 1",
		"realnvp~\\cite{Albergo:2019eim} with layers = 16",
		"the seeds 1, 2 and 3, and 40000 configurations",
		"latticebench 0.1.0 (commit 0123456789ab) with Node 20.20.2",
		"Imaginary Processor 9000, 2 of 2 cores, on 2026-01-01",
		"%   latticebench run quick",
	])
		expect(tex).toContain(words);
	const keys = citedIn(tex);
	expect(keys.length).toBeGreaterThan(6);
	for (const key of keys) expect(bib).toContain(`{${key},`);
	expect(bib.match(/^@/gm)).toHaveLength(new Set(keys).size);
});

test("what did not run is not told", () => {
	const chains = syntheticRecords({
		samplers: [{ name: "hmc", label: "hmc" }],
	});
	const { tex } = methodsText(chains, references);
	expect(tex).not.toMatch(/reweighted|independence Metropolis|Holm/);
	const lost = chains.map((record, i) =>
		i === 0
			? { ...record, status: "failed" as const, reason: "no memory" }
			: record,
	);
	expect(methodsText(lost, references).tex).toContain(
		"1 cell gave no result: hmc on E1 (failed).",
	);
});

test("every reference of the registries becomes an entry, unless it names no paper", () => {
	for (const reference of [
		...references.actions.values(),
		...references.samplers.values(),
	]) {
		const paper = /arXiv:|\(\d{4}\)/.test(reference);
		expect(entriesOf(reference).length > 0, reference).toBe(paper);
	}
	const [entry] = entriesOf("H. E. Stanley, Phys. Rev. Lett. 20 (1968) 589");
	expect(entry.bibtex).toContain("author = {H. E. Stanley}");
	expect(entry.bibtex).toContain("journal = {Phys. Rev. Lett.}");
	expect(
		entriesOf("Phys. Rev. D 21 (1980) 2308; arXiv:2503.01707"),
	).toHaveLength(2);
});

const compiler = spawnSync("pdflatex", ["--version"]).status === 0;
test.skipIf(!compiler)("LaTeX sets it, whatever the names", () => {
	const hostile = syntheticRecords({
		samplers: hostileNames.map((label) => ({ name: "hmc", label })),
		seeds: [1],
	});
	const folder = mkdtempSync(join(tmpdir(), "latticebench-methods-"));
	try {
		const { tex } = methodsText(hostile, references);
		writeFileSync(
			join(folder, "page.tex"),
			`\\documentclass{article}\n\\begin{document}\n${tex}\n\\end{document}\n`,
		);
		const { status, stdout } = spawnSync(
			"pdflatex",
			["-interaction=nonstopmode", "-halt-on-error", "page.tex"],
			{ cwd: folder, encoding: "latin1", timeout: 30_000 },
		);
		expect(status, stdout.slice(-1500)).toBe(0);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
