/** Widths read from the font's tables, against the library that draws its letters. */
import { readFileSync } from "node:fs";
import { openSync } from "fontkit";
import { describe, expect, test } from "vitest";
import { readAdvances } from "../../reports/draw/advances.js";
import { families } from "../../reports/draw/families.js";
import { fitText, hasGlyph, textWidth } from "../../reports/draw/fonts.js";
import { runsOf } from "../../reports/draw/runs.js";

const files = Object.values(families).flatMap(({ files }) =>
	Object.values(files),
);

describe.each(files)("%s", (path) => {
	const advances = readAdvances(readFileSync(path));
	const library = openSync(path);
	if (!("unitsPerEm" in library)) throw new Error("a collection");

	test("characters of the font, and no others", () => {
		let known = 0;
		for (let code = 32; code < 0x2c00; code += code < 0x500 ? 1 : 7) {
			const has = library.hasGlyphForCodePoint(code);
			if (has) known++;
			const width = advances.of(code);
			if (!has) expect(width, code.toString(16)).toBeUndefined();
			else if (width !== library.glyphForCodePoint(code).advanceWidth)
				expect.fail(`U+${code.toString(16)}: ${width}`);
		}
		expect(known).toBeGreaterThan(900);
		expect(advances.unitsPerEm).toBe(library.unitsPerEm);
	});
});

test("text without ligatures is as wide as the library sets it", () => {
	const library = openSync(families.dejavu.files.normal);
	if (!("unitsPerEm" in library)) throw new Error("a collection");
	for (const text of [
		"neural-spline · rew.",
		"⟨|m|⟩ = 0.1785(23)",
		"k̂ = 0.28",
	]) {
		const { glyphs } = library.layout(text);
		const units = glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0);
		expect(textWidth(text, 10)).toBeCloseTo((10 * units) / 2048, 9);
	}
	// Nor narrower with them: nothing is clipped.
	const office = library.layout("office").advanceWidth;
	expect(textWidth("office", 2048)).toBeGreaterThanOrEqual(office);
});

test("what is cut fits, and nothing else is cut", () => {
	expect(fitText("short", 100, 10)).toBe("short");
	const cut = fitText("a name that is too long", 60, 10);
	expect(cut).toMatch(/^a nam.*…$/);
	expect(textWidth(cut, 10)).toBeLessThanOrEqual(60);
	expect(textWidth(`${cut.slice(0, -1)}xx…`, 10)).toBeGreaterThan(60);
});

test("characters that the font lacks are known", () => {
	expect(hasGlyph(0x3c4)).toBe(true);
	expect(hasGlyph(0x6f22)).toBe(false);
});

test("a file that is no font is refused", () => {
	expect(() => readAdvances(new Uint8Array(64))).toThrow(RangeError);
});

test("what Computer Modern lacks comes from other fonts, and raised digits are its own", () => {
	const family = families["computer-modern"];
	const runs = runsOf("k̂⟩ ≤ 10⁻⁴", family, "normal");
	expect(runs.map(({ text, rise }) => [text, Math.sign(rise)])).toEqual([
		["k̂", 0],
		["⟩", 0],
		[" ", 0],
		["≤", 0],
		[" 10", 0],
		["−4", 1],
	]);
	const place = runs.map(({ file }) =>
		Object.values(families).findIndex(({ files }) => files.normal === file),
	);
	expect(place).toEqual([1, 0, 1, 2, 1, 1]);
	const raised = textWidth("⁴", 8, styleOf(family));
	expect(raised).toBeCloseTo(0.75 * textWidth("4", 8, styleOf(family)), 9);
});

test("the same text is of another width in another font", () => {
	const widths = Object.values(families).map((family) =>
		textWidth("ESS per device-second", 8, styleOf(family)),
	);
	expect(new Set(widths).size).toBe(widths.length);
	// A family that is not known is taken as DejaVu Sans.
	expect(textWidth("abc", 8, { font: "Nobody" })).toBe(textWidth("abc", 8));
});

function styleOf({ family }: { readonly family: string }) {
	return { font: family };
}
