/** The paragraph about methods: what ran and nothing else, with every citation in the bibliography. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { builtInReferences as references } from "../../cli/files/references.js";
import type { BenchRecord } from "../../core/record.js";
import { entriesOf } from "../../reports/methods/bibliography.js";
import { optionsText } from "../../reports/methods/option-text.js";
import { works } from "../../reports/methods/works.js";
import { methodsText } from "../../reports/methods.js";
import * as samplers from "../../samplers/registry.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

function citedIn(tex: string): string[] {
	return [...tex.matchAll(/\\cite\{([^}]*)\}/g)].flatMap(([, keys = ""]) =>
		keys.split(","),
	);
}

test("it tells samplers, seeds, draws, versions and command, and cites what ran", () => {
	const { tex, bib } = methodsText(syntheticRecords(), references);
	for (const words of [
		"hmc~\\cite{Duane:1987de} with mean length of a trajectory 1",
		"realnvp~\\cite{Albergo:2019eim} with number of coupling layers 16",
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

test("a sampler with seeds, draws or a budget of its own is named", () => {
	const given = syntheticRecords().map((record) => ({
		...record,
		budget: { seconds: 20 },
	}));
	const said = (change: (record: BenchRecord) => BenchRecord | undefined) =>
		methodsText(
			given.flatMap((record) =>
				record.sampler.label === "realnvp" ? (change(record) ?? []) : record,
			),
			references,
		).tex;
	expect(said((record) => record)).toContain(
		"Every combination ran with the seeds 1, 2 and 3, and 40000 configurations were stored; preparation was limited to 20~s.",
	);
	expect(
		said((record) =>
			record.seed === 1
				? { ...record, draws: 500, budget: { steps: 1000, seconds: 60 } }
				: undefined,
		),
	).toContain(
		"Combinations ran with the seeds 1, 2 and 3, those of realnvp with the seed 1, and 40000 configurations were stored, 500 of realnvp; preparation was limited to 20~s, that of realnvp to 1000 steps or 60~s.",
	);
});

test("every option of every sampler has words, and no word is a name of the code", () => {
	for (const { name, options, input } of Object.values(samplers)) {
		if (input !== undefined || !(options instanceof z.ZodObject)) continue;
		for (const option of Object.keys(options.shape)) {
			const words = references.options.get(name)?.get(option);
			expect(words, `${name}: ${option}`).toBeDefined();
			expect(words).not.toMatch(/[a-z][A-Z]|_|\.$/);
		}
	}
	const words = new Map([
		["layers", "number of coupling layers"],
		["trainPrior", "trained mass of the prior"],
	]);
	const said = (options: Readonly<Record<string, unknown>>) =>
		optionsText(options, words);
	expect(said({ layers: 8, trainPrior: true })).toBe(
		"number of coupling layers 8, trained mass of the prior",
	);
	expect(said({ trainPrior: false, prior: "freeField" })).toBe(
		"no trained mass of the prior, prior free field",
	);
	expect(said({ hidden: [8, 8], mass2: null, odd: "auto", ladder: [] })).toBe(
		"hidden 8 and 8",
	);
	expect(said({ storeEvery: 2, inner: { lambda: [1, 2] } })).toBe(
		"store every 2, inner (lambda 1 and 2)",
	);
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

test("every paper of the registries has authors, a year, a place and a key of its own", () => {
	const built = [
		...references.actions.values(),
		...references.samplers.values(),
		...Object.keys(works),
	].flatMap(entriesOf);
	const byKey = new Map(built.map(({ key, bibtex }) => [key, bibtex]));
	expect(byKey.size).toBe(Object.keys(works).length);
	for (const { key, bibtex } of built) {
		expect(byKey.get(key)).toBe(bibtex);
		expect(bibtex).toMatch(/^ {2}author = \{.*[A-Z].*\},$/m);
		expect(bibtex).toMatch(/^ {2}year = \{(19|20)\d\d\},$/m);
		expect(bibtex).toMatch(/^ {2}(eprint|journal) = \{.+\},$/m);
		const doi = /^ {2}doi = \{(.*)\},$/m.exec(bibtex)?.[1];
		if (doi !== undefined) expect(doi).toMatch(/^10\.\d{4,5}\/\S+$/);
		for (const line of bibtex.split("\n").slice(1, -1))
			expect(line.match(/\{/g)?.length, line).toBe(line.match(/\}/g)?.length);
	}
});

test("an entry that was checked replaces what the reference says, and its kind follows its place", () => {
	const bibtexOf = (reference: string) =>
		entriesOf(reference)
			.map(({ bibtex }) => bibtex)
			.join("\n");
	expect(bibtexOf("A. A. Migdal, Sov. Phys. JETP 42 (1975) 413")).toBe(
		[
			"@article{Migdal:1975zg,",
			"  author = {Migdal, A. A.},",
			"  title = {Recursion equations in gauge field theories},",
			"  journal = {Sov. Phys. JETP},",
			"  volume = {42},",
			"  year = {1975},",
			"  pages = {413},",
			"}",
		].join("\n"),
	);
	expect(bibtexOf("arXiv:1906.04032")).toMatch(/^@inproceedings\{Durkan/);
	expect(bibtexOf("arXiv:2503.01707")).toMatch(/^@misc\{Robnik/);
	expect(bibtexOf("arXiv:1605.08803")).toMatch(/^@misc\{arXiv:1605.08803,/);
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
