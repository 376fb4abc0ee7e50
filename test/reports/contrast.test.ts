/** Axe does not compute the contrast of text in pictures, so it is computed here (WCAG 2.2, 1.4.3). */
import { expect, test } from "vitest";
import { ink } from "../../reports/draw/palette.js";
import { styleSheet } from "../../reports/html/style.js";

const sheet = styleSheet();

function luminance(color: string): number {
	const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
		const c = Number.parseInt(color.slice(at, at + 2), 16) / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort(
		(x, y) => x - y,
	);
	return (light + 0.05) / (dark + 0.05);
}

/** What the style sheet puts in place of a colour on dark pages. */
function onDark(color: string): string {
	const rule = new RegExp(
		`dark\\] svg \\[fill="${color}" i\\]\\{fill:(#\\w+)\\}`,
	);
	return rule.exec(sheet)?.[1] ?? "";
}

test("text of pictures stands out from the page, light and dark", () => {
	expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
	for (const color of [ink.text, ink.muted]) {
		expect(contrast(color, "#ffffff")).toBeGreaterThan(4.5);
		expect(contrast(onDark(color), "#15181c")).toBeGreaterThan(4.5);
	}
	expect(sheet).toContain("--paper:#fff;");
	expect(sheet).toContain("--paper:#15181c;");
});
