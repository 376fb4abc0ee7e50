/** Charts for experts: what they compute from records, and pictures of fields. */
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import { modeErrors } from "../../reports/charts/mode-errors.js";
import { rankShares } from "../../reports/charts/rank-plots.js";
import { tunnelling } from "../../reports/charts/tunnelling.js";
import { fieldPicture } from "../../reports/draw/field-picture.js";
import { fontFamily } from "../../reports/draw/fonts.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const layout = { width: 400, fontSize: 11, font: fontFamily };

test("chains of one law have even ranks, a shifted one has not", () => {
	const random = createRandom(5);
	const chain = (shift: number) =>
		Array.from({ length: 1200 }, () => random.normal() + shift);
	const even = rankShares([chain(0), chain(0), chain(0)]);
	// 100 of 1200 in each class, with a binomial error of 8 %.
	for (const share of even.flat())
		expect(Math.abs(share - 1)).toBeLessThan(4.5 * 0.08);
	const [low, , high] = rankShares([chain(-1), chain(0), chain(1)]);
	expect(low[0]).toBeGreaterThan(2);
	expect(high[0]).toBeLessThan(0.3);
	for (const shares of [...even, low, high])
		expect(shares.reduce((a, b) => a + b) / shares.length).toBeCloseTo(1, 10);
});

test("the mode that one sampler has wrong stands out there, and nowhere else", () => {
	const records = syntheticRecords({ seeds: [1] }).map((record) => {
		const { modes } = record.diagnostics ?? {};
		if (record.sampler.label !== "realnvp" || modes === undefined)
			return record;
		const value = modes.value.map((g, i) => (i === 5 ? g * 1.3 : g));
		return {
			...record,
			diagnostics: { ...record.diagnostics, modes: { ...modes, value } },
		};
	});
	const model = arrange(records);
	const content = modeErrors.build(model, model.sections[0], layout);
	const wrong = (content?.table.rows ?? []).filter(
		([name, , , , z]) => name === "realnvp" && Math.abs(Number(z)) > 1e-9,
	);
	expect(wrong).toHaveLength(1);
	const [, first, second, , z] = wrong[0];
	expect(Number(first) * 4 + Number(second)).toBe(5);
	// 0.3 G over the errors G/50 of its own and (G/50)/√3 of three others.
	expect(Number(z)).toBeCloseTo(0.3 / (0.02 * Math.sqrt(4 / 3)), 6);
});

test("tunnelling counts changes of the sign", () => {
	const records = syntheticRecords({ seeds: [1] }).map((record) => ({
		...record,
		diagnostics: {
			...record.diagnostics,
			traces: { stride: 2, series: { magnetization: [[1, 2, -1, -3, 4]] } },
		},
	}));
	const model = arrange(records);
	const content = tunnelling.build(model, model.sections[0], layout);
	expect(content?.table.rows[0]?.slice(1)).toEqual([2, 50]);
});

test("a picture has one pixel for each site, blue below zero and orange above", () => {
	const bytes = Uint8Array.from([0, 255, 128, 64, 192, 10]);
	const file = Buffer.from(
		fieldPicture({ bytes, low: -2, high: 2 }, [2, 3], 2).slice(22),
		"base64",
	);
	expect(file.readUInt32BE(16)).toBe(3);
	expect(file.readUInt32BE(20)).toBe(2);
	const at = file.indexOf("IDAT");
	const lines = inflateSync(
		file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)),
	);
	expect([...lines]).toEqual([0, 0, 255, 128, 0, 64, 192, 10]);
	const palette = file.subarray(file.indexOf("PLTE") + 4);
	expect(palette[2]).toBeGreaterThan(palette[0]);
	expect(palette[3 * 255]).toBeGreaterThan(palette[3 * 255 + 2]);
});

test("a page of records without such data says what it would need", async () => {
	const bare = syntheticRecords({ seeds: [1] }).map(
		({ diagnostics, ...record }) => record,
	);
	const html = await renderHtml(bare);
	expect(html).not.toContain("Diagnostics for experts");
	expect(html).toContain("A new run measures it.");
	expect(html).toContain("Rank plots: histories of chains");
});
