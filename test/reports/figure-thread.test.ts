/** Figures from a thread of their own: the same bytes, mistakes as they are, and an end of patience. */
import { expect, test } from "vitest";
import { drawFigures } from "../../reports/figures/figure-thread.js";
import {
	type FigureFile,
	type FigureOptions,
	renderFigures,
} from "../../reports/figures.js";
import { syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ seeds: [1] });
const options: FigureOptions = {
	target: "prd1",
	formats: ["svg"],
	figures: [{ chart: "efficiency" }],
};

async function all(files: AsyncGenerator<FigureFile>) {
	const found: [string, string][] = [];
	for await (const { name, contents } of files)
		found.push([name, Buffer.from(contents).toString("base64")]);
	return found;
}

test("it draws what is drawn here", async () => {
	const files = await all(drawFigures(records, options));
	expect(files.length).toBeGreaterThan(2);
	expect(files).toEqual(await all(renderFigures(records, options)));
});

test("a figure that takes too long is given up in one sentence", async () => {
	await expect(all(drawFigures(records, options, 0.001))).rejects.toThrow(
		/^a figure was given up after 0.001 s; choose fewer rows, or other axes, with --spec$/,
	);
});
