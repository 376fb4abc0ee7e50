/** Gradients to a low error: columns of the ranking where drawing counts them, and nowhere else. */
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import { renderTables } from "../../reports/tables.js";
import { syntheticRecords } from "./synthetic.js";

const plain = syntheticRecords({ seeds: [1, 2] });
const title = "Gradients, φ² of a site";

/** HMC with a site of 1500 and 1500 gradients and, in all seeds but those of `lost`, a zero mode of 40000. */
function counted(lost: readonly number[] = []): BenchRecord[] {
	const around = (value: number) => ({
		value,
		low: value / 1.1,
		high: value * 1.1,
	});
	return plain.map((record) =>
		record.sampler.name !== "hmc"
			? record
			: {
					...record,
					efficiency: {
						chain: {
							...record.efficiency?.chain,
							gradientsToLowError: {
								siteSquare: around(1500),
								...(lost.includes(record.seed)
									? {}
									: { magnetization2: around(40_000) }),
							},
						},
					},
				},
	);
}

test("tables: a number with its error for each row that has one", () => {
	const text = renderTables(counted(), "markdown");
	const hmc = text.split("\n").find((line) => /^\| \S+ +\| hmc /.test(line));
	const cells = (hmc ?? "").split("|").map((cell) => cell.trim());
	// Two seeds with errors of ln 1.1 have one of ln 1.1 / sqrt(2); tuning and thermalisation count 1000 each.
	expect(cells.slice(-4, -1)).toEqual(["1500(100)", "40000(2700)", "3000"]);
	expect(renderTables(plain, "markdown")).not.toContain(title);
});

test("CSV of rankings and of records", () => {
	const rows: Record<string, string>[] = parse(renderTables(counted(), "csv"), {
		columns: true,
	});
	const hmc = rows.find(({ sampler }) => sampler === "hmc");
	expect(Number(hmc?.gradientsSite)).toBeCloseTo(1500, 6);
	expect(Number(hmc?.gradientsZeroMode)).toBeCloseTo(40_000, 6);
	expect(rows.find(({ sampler }) => sampler === "realnvp")?.gradientsSite).toBe(
		"",
	);
	expect(recordsCsv(counted())).toMatch(
		/,efficiency,,gradientsToLowError siteSquare,1500,/,
	);
});

test("the page has the columns, and says unresolved where a seed has no zero mode", async () => {
	const records = counted([2]);
	const others = records
		.filter(({ sampler }) => sampler.name === "hmc")
		.map((record) => ({
			...record,
			key: `other-${record.key}`,
			sampler: { ...record.sampler, label: "other" },
		}));
	const page = await renderHtml([...records, ...others], {
		title: "gradients",
	});
	const table =
		/<table class="ranking">[\s\S]*?<\/table>/.exec(page)?.[0] ?? "";
	expect(table).toContain(title);
	const row = /<tr[^>]*>(?:(?!<\/tr>)[\s\S])*>hmc<[\s\S]*?<\/tr>/.exec(table);
	expect(row?.[0]).toMatch(/1500 <[\s\S]*<td[^>]*>unresolved<\/td>/);
	// One sampler alone has nothing to be compared with.
	const alone = await renderHtml(records, { title: "one" });
	const ranking = /<table class="ranking">[\s\S]*?<\/table>/.exec(alone)?.[0];
	expect(ranking).toContain("hmc");
	expect(ranking).not.toContain(title);
	expect(await renderHtml(plain, { title: "none" })).not.toContain(title);
});
