/** Widths read from the font's tables, against the library that draws its letters. */
import { readFileSync } from "node:fs";
import { openSync } from "fontkit";
import { describe, expect, test } from "vitest";
import { readAdvances } from "../../reports/draw/advances.js";
import {
	fitText,
	fontFiles,
	hasGlyph,
	textWidth,
} from "../../reports/draw/fonts.js";

describe.each(Object.entries(fontFiles))("%s", (_, path) => {
	const advances = readAdvances(readFileSync(path));
	const library = openSync(path);
	if (!("unitsPerEm" in library)) throw new Error("a collection");

	test("characters of the font, and no others", () => {
		let known = 0;
		for (let code = 32; code < 0x20000; code += code < 0x500 ? 1 : 7) {
			const has = library.hasGlyphForCodePoint(code);
			if (has) known++;
			const width = advances.of(code);
			if (!has) expect(width, code.toString(16)).toBeUndefined();
			else if (width !== library.glyphForCodePoint(code).advanceWidth)
				expect.fail(`U+${code.toString(16)}: ${width}`);
		}
		expect(known).toBeGreaterThan(1200);
		expect(advances.unitsPerEm).toBe(library.unitsPerEm);
	});
});

test("text without ligatures is as wide as the library sets it", () => {
	const library = openSync(fontFiles.normal);
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
