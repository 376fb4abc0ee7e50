/** What a page carries for saving: as much as its limits allow, and words about the rest. */
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { recordData } from "../../reports/html/records.js";
import { syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ seeds: [1] });

function linesOf(packed: string | undefined): readonly object[] | undefined {
	return packed === undefined
		? undefined
		: gunzipSync(Buffer.from(packed, "base64"))
				.toString("utf8")
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line));
}

test("complete, then without histories, then none, and the rankings always", async () => {
	const whole = await recordData(records, undefined);
	expect(linesOf(whole.records)).toEqual(JSON.parse(JSON.stringify(records)));
	const short = await recordData(records, undefined, {
		full: 100,
		short: 1_000_000,
	});
	const lines = linesOf(short.records) ?? [];
	expect(lines).toHaveLength(records.length);
	for (const line of lines) {
		expect(line).not.toHaveProperty("history");
		expect(line).toHaveProperty("estimators");
	}
	expect(short.note).toContain("lack the histories");
	const none = await recordData(records, undefined, { full: 100, short: 100 });
	expect(none.records).toBeUndefined();
	expect(none.note).toContain("records.jsonl of the run");
	expect(gunzipSync(Buffer.from(none.csv, "base64")).toString()).toContain(
		"hmc",
	);
});
