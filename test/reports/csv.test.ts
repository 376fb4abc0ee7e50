import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { recordsCsv } from "../../reports/csv.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

interface Line {
	readonly [column: string]: string;
}

function lines(text: string): Line[] {
	return parse(text, { columns: true }) as Line[];
}

test("every number of an observable comes back exactly", () => {
	const records = syntheticRecords();
	const table = lines(recordsCsv(records));
	for (const record of records)
		for (const [estimator, result] of Object.entries(record.estimators ?? {}))
			for (const [name, observable] of Object.entries(result.observables)) {
				const own = table.filter(
					(line) =>
						line.key === record.key &&
						line.estimator === estimator &&
						line.group === "observable" &&
						line.name === name,
				);
				const mean = own.find((line) => line.quantity === "mean");
				expect(Number(mean?.value)).toBe(observable.value);
				expect(Number(mean?.error)).toBe(observable.error);
				const ess = own.find((line) => line.quantity === "ess");
				expect(Number(ess?.value)).toBe(observable.ess);
			}
});

test("no cell of a hostile name is a formula, and no name is lost", () => {
	const samplers = hostileNames.map((label) => ({ name: "hmc", label }));
	const text = recordsCsv(syntheticRecords({ samplers, seeds: [1] }));
	const table = lines(text);
	for (const line of table)
		for (const column of ["sampler", "target", "text", "name"])
			expect(line[column]).not.toMatch(/^\s*[=+\-@]/);
	const labels = new Set(table.map((line) => line.sampler.replace(/^'/, "")));
	for (const name of hostileNames)
		expect(labels).toContain(
			// UTF-8 has no lone surrogates.
			name.replace(/^'/, "").replace(/[\ud800-\udfff]/gu, "\ufffd"),
		);
});

test("prices are told on both clocks, and a busy machine is named", () => {
	const [record] = syntheticRecords();
	const { cost, efficiency, environment } = record;
	const [[estimator, rates] = []] = Object.entries(efficiency ?? {});
	const price = rates?.deviceSecondsTo;
	if (!cost?.draw || !price || !environment || estimator === undefined)
		throw new Error("a record with its price");
	const timing = {
		draws: 10,
		seconds: 1,
		coreSeconds: 1,
		blocks: 8,
		error: 0,
		coreError: 0,
		disturbed: 0.5,
	};
	const table = lines(
		recordsCsv([
			{
				...record,
				cost: { ...cost, draw: { ...cost.draw, timing } },
				efficiency: { [estimator]: { ...rates, coreSecondsTo: price } },
			},
		]),
	);
	const of = (quantity: string) =>
		table.find((line) => line.quantity === quantity);
	expect(of("coreSecondsTo 1e4")).toMatchObject({
		unit: "s",
		value: of("deviceSecondsTo 1e4")?.value,
	});
	expect(of("machine")?.text).toBe(
		"busy: other programs took 50 % of its time",
	);
	expect(
		lines(recordsCsv([record])).some(({ quantity }) => quantity === "machine"),
	).toBe(false);
});

test("a cell without numbers still has its line", () => {
	const [record] = syntheticRecords();
	const { estimators, checks, cost, efficiency, ...bare } = record;
	const failed = {
		...bare,
		status: "failed" as const,
		reason: "=out of memory",
	};
	const [line] = lines(recordsCsv([failed])).filter(
		({ quantity }) => quantity === "status",
	);
	expect(line.status).toBe("failed");
	expect(line.text).toBe("'=out of memory");
});

test("each line is one number with its unit, or one text", () => {
	const records = syntheticRecords({ seeds: [1] });
	const table = lines(recordsCsv(records));
	for (const line of table)
		expect(line.value !== "" || line.text !== "", line.quantity).toBe(true);
	const keys = table.map((line) =>
		[line.key, line.estimator, line.group, line.name, line.quantity].join("|"),
	);
	expect(new Set(keys).size).toBe(keys.length);
	const rate = table.find(({ quantity }) => quantity === "essPerDeviceSecond");
	expect(rate?.unit).toBe("1/s");
	const options = table.filter(({ quantity }) => quantity === "options");
	expect(options.map(({ text }) => text)).toEqual(
		records.map(({ sampler }) => JSON.stringify(sampler.options)),
	);
});
