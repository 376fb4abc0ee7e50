/** The thread that draws: what it is asked for, in order, within its limit, and past a mistake. */
import { expect, test } from "vitest";
import { charts } from "../../reports/charts/registry.js";
import { compileSpec, renderSvg } from "../../reports/draw/vega.js";
import { compiledTemplates, drawPictures } from "../../reports/html/drawing.js";
import { figureOf, layoutOf } from "../../reports/html/figure.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const model = arrange(syntheticRecords({ seeds: [1] }));
const [section] = model.sections;
const figures = ["efficiency", "total-cost", "agreement"].flatMap((name) => {
	const chart = charts.find((other) => other.name === name);
	const content = chart?.build(model, section, layoutOf(chart));
	return chart && content ? figureOf(chart, content, "here") : [];
});
const sketches = figures.flatMap((figure) => figure.sketches);

test("pictures come in order, each the one of its sketch", async () => {
	const pictures = await drawPictures(sketches, Number.POSITIVE_INFINITY);
	expect(pictures).toHaveLength(3);
	for (const [i, picture] of pictures.entries()) {
		expect(picture).toContain(`aria-label="${sketches[i].description}"`);
		// The same marks as drawn here, as far as numbers were not cut.
		const direct = await renderSvg(
			compileSpec(figures[i].content.panels[0].spec),
		);
		const words = (svg: string) =>
			[...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]);
		expect(words(picture ?? "")).toEqual(words(direct));
		expect(words(direct).length).toBeGreaterThan(5);
	}
});

test("those beyond the limit are left out, not cut", async () => {
	const [first] = await drawPictures(sketches, Number.POSITIVE_INFINITY);
	const length = first?.length ?? 0;
	// Room for the first, and for less than another like it.
	const pictures = await drawPictures(sketches, 1.5 * length);
	expect(pictures).toEqual([first, undefined, undefined]);
	expect(await drawPictures(sketches, 0)).toEqual([
		undefined,
		undefined,
		undefined,
	]);
});

test("a mistake fails its own question and no other", async () => {
	const wrong = compiledTemplates(['{"mark":"nonsense"}']);
	const right = compiledTemplates([sketches[0].emptied.key]);
	await expect(wrong).rejects.toThrow("TypeError");
	const [template] = await right;
	expect(JSON.parse(template)).toHaveProperty("marks");
});

test("a drawing beyond its time is given up, and the next one has a thread of its own", async () => {
	await expect(
		drawPictures(sketches, Number.POSITIVE_INFINITY, 0),
	).rejects.toThrow("drawing took longer than 0 s");
	const pictures = await drawPictures(
		sketches.slice(0, 1),
		Number.POSITIVE_INFINITY,
	);
	expect(pictures[0]).toContain("<svg");
});
