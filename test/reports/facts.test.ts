/** What samplers say of themselves in the page, the tables and the files. */
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import { renderTables } from "../../reports/tables.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

type Facts = NonNullable<BenchRecord["facts"]>;
type Line = Readonly<Record<string, string>>;

const lines = (text: string) => parse(text, { columns: true }) as Line[];

function withFacts(factsOf: (record: BenchRecord) => Facts): BenchRecord[] {
	return syntheticRecords({ seeds: [1, 2] }).map((record) => ({
		...record,
		facts: factsOf(record),
	}));
}

const cluster: Facts = {
	meanClusterSize: 12.345678,
	improvedSusceptibility: 10.728,
	improvedSusceptibilityError: 0.08,
	inverseError: 0.25,
	swapRates: "0.2 0.3",
};

test("records.csv has every fact once, numbers with their errors and words as text", () => {
	const records = withFacts(() => cluster);
	const own = lines(recordsCsv(records)).filter(
		({ group, key }) => group === "fact" && key === records[0].key,
	);
	expect(own.map(({ quantity }) => quantity)).toEqual([
		"meanClusterSize",
		"improvedSusceptibility",
		"inverseError",
		"swapRates",
	]);
	expect(own[1]).toMatchObject({ value: "10.728", error: "0.08", text: "" });
	// A number of its own whatever its name.
	expect(own[2]).toMatchObject({ value: "0.25", error: "" });
	expect(own[3]).toMatchObject({ value: "", text: "0.2 0.3" });
});

test("the page has a table of them, seeds that differ in their order", async () => {
	const page = await renderHtml(
		withFacts(({ seed }) => ({ ...cluster, stepSize: seed / 8 })),
	);
	const [table = ""] =
		/What the samplers say of themselves.*?<\/table>/s.exec(page) ?? [];
	const plain = table.replace(/<[^>]*>/g, "|").replace(/\|+/g, "|");
	expect(plain).toContain("|improvedSusceptibility|10.728(80)|");
	expect(plain).toContain("|stepSize|0.1250|; |0.2500|");
	expect(plain).toContain("|swapRates|0.2 0.3|");
	expect(plain).not.toContain("improvedSusceptibilityError");
	expect(await renderHtml(syntheticRecords({ seeds: [1] }))).not.toContain(
		"say of themselves",
	);
});

test("hostile names and words of programs of others have no markup", async () => {
	const facts = Object.fromEntries(
		hostileNames.map((name) => [name.slice(0, 60), name]),
	);
	const page = await renderHtml(withFacts(() => facts).slice(0, 2));
	const [table = ""] =
		/What the samplers say of themselves.*?<\/table>/s.exec(page) ?? [];
	expect(table).toContain("window.hacked");
	expect(table).not.toMatch(/<(script|img|svg|!--)/i);
	for (const { text } of lines(recordsCsv(withFacts(() => facts))))
		expect(text).not.toMatch(/^\s*[=+\-@]/);
});

const trained: Facts = {
	training: "settled",
	trainingReason: "20 looks in a row gained less than 1 %",
	trainingSteps: 3000,
	bestStep: 2800,
	divergences: 0,
};

test("a training that ended well says when and why, in the list and behind the name in the ranking", async () => {
	const records = syntheticRecords({ seeds: [1] }).map(
		(record): BenchRecord =>
			record.history === undefined ? record : { ...record, facts: trained },
	);
	const flow = records.find(({ facts }) => facts !== undefined);
	expect(flow?.cost?.train).toBeDefined();
	const page = await renderHtml(records);
	const line =
		/settled within 3.?000 steps, [^:<"]+ s: 20 looks in a row gained less than 1 %/;
	const [ranking = ""] =
		/<table class="ranking">.*?<\/table>/s.exec(page) ?? [];
	expect(ranking).toMatch(new RegExp(`title="training ${line.source}"`));
	const [table = ""] =
		/What the samplers say of themselves.*?<\/table>/s.exec(page) ?? [];
	expect(table).toMatch(line);
	expect(table).toContain("bestStep");
	expect(table).not.toContain("trainingReason");
	// Records of before had no reason.
	const { trainingReason: _, ...old } = trained;
	expect(
		await renderHtml(
			records.map((r) => (r.facts === undefined ? r : { ...r, facts: old })),
		),
	).toMatch(/settled within 3.?000 steps, [^:<"]+ s</);
});

test("tables for papers and ranking.csv have parameters, operations and memory where a sampler has them", () => {
	const records = syntheticRecords({ seeds: [1, 2] }).map(
		(record): BenchRecord => {
			const { cost } = record;
			if (record.sampler.label !== "realnvp" || cost?.draw === undefined)
				return record;
			const facts = { parameters: 1000 + record.seed, operationsPerDraw: 2e6 };
			const draw = { ...cost.draw, peakBytes: 250e6 };
			return { ...record, facts, cost: { ...cost, draw } };
		},
	);
	const [head = "", , ...body] = renderTables(records, "markdown").split("\n");
	const cells = (line: string) =>
		line.split(/(?<!\\)\|/).map((cell) => cell.trim());
	const row = cells(body.find((line) => line.includes("realnvp")) ?? "");
	const at = (title: string) => row[cells(head).indexOf(title)];
	expect(at("Parameters")).toBe("1002");
	expect(at("Operations per draw")).toBe("2×10⁶");
	expect(at("Memory, drawing (MB)")).toBe("250.0");
	expect(head).not.toContain("Memory, preparing");
	expect(renderTables(records, "latex")).toContain("Parameters");
	const table = lines(renderTables(records, "csv"));
	expect(table.find(({ sampler }) => sampler === "realnvp")).toMatchObject({
		parameters: "1002",
		operationsPerDraw: "2000000",
		peakBytesPreparing: "",
		peakBytesDrawing: "250000000",
	});
	expect(renderTables(syntheticRecords(), "markdown")).not.toContain(
		"Parameters",
	);
});
