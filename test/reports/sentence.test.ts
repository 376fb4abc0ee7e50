/** The headline: one short sentence, and its conditions apart from it. */
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { commandsOf } from "../../reports/model/command.js";
import { headline } from "../../reports/model/verdict.js";
import { terminalSummary } from "../../reports/terminal.js";
import { openingOf, plainText } from "../../reports/text/sentence.js";
import { syntheticRecords } from "./synthetic.js";

test("the opening ends at the first full stop that is in no name and no number", () => {
	const pieces = [{ name: "a. b" }, " gives 1.5. Then ", { name: "c" }, "."];
	const { opening, rest } = openingOf(pieces);
	expect(plainText(opening)).toBe("a. b gives 1.5.");
	expect(plainText(rest)).toBe("Then c.");
	expect(openingOf([{ name: "a" }, " alone."]).rest).toEqual([]);
	const open = [{ name: "a" }, " and more"];
	expect(openingOf(open)).toEqual({ opening: open, rest: [] });
	expect(plainText(openingOf(["One.", " Two."]).rest)).toBe("Two.");
});

test("it takes at most two lines of a terminal, and the page shows it apart", async () => {
	const records = syntheticRecords({ seeds: [1] });
	const { opening, rest } = openingOf(headline(arrange(records)));
	expect(plainText(opening).length).toBeLessThan(2 * 110);
	expect(plainText(rest)).toMatch(/^With preparation/);
	expect(terminalSummary(records, { columns: 120, color: false })).toMatch(
		/on E1\.\nWith preparation/,
	);
	expect(await renderHtml(records)).toMatch(
		/<p class="lead">.*?<\/p><p class="said">With preparation/,
	);
});

test("where one sampler is left, the headline says what became of the others", () => {
	const records = syntheticRecords({
		samplers: [
			{ name: "hmc", label: "a" },
			{ name: "hmc", label: "b" },
		],
		failing: "b",
	});
	expect(plainText(headline(arrange(records)))).toMatch(
		/^Only a can be ranked on E1: 1 row failed a check or disagrees with another sampler\./,
	);
});

test("every command that made the records is told once, in order", () => {
	const from = (day: number, argv: string[]) =>
		syntheticRecords({ seeds: [day] }).map((record): BenchRecord => {
			const { environment } = record;
			if (environment === undefined) throw new Error("no environment");
			const startedAt = `2026-01-0${day}T00:00:00.000Z`;
			return { ...record, environment: { ...environment, argv, startedAt } };
		});
	const records = [...from(2, ["run", "b c"]), ...from(1, ["run", "a"])];
	expect(commandsOf(records)).toEqual(["run a", "run 'b c'"]);
});
