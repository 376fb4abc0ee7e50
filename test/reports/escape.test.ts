import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	escapeHtml,
	escapeLatex,
	escapeMarkdown,
	guardFormula,
	printable,
	scriptJson,
} from "../../reports/text/escape.js";
import { hostileNames } from "./synthetic.js";

/** Anything a string can hold, with the dangerous characters often. */
const anything = fc.oneof(
	fc.string({ unit: "binary", maxLength: 40 }),
	fc
		.array(fc.constantFrom(..."<>&\"'\\{}$#_%^~[]*|`=+-@\n\r\t\0"), {
			maxLength: 20,
		})
		.map((characters) => characters.join("")),
	fc.constantFrom(...hostileNames),
);

describe("HTML", () => {
	test("no character of markup is left", () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(escapeHtml(text)).toMatch(/^(&#\d+;|[^<>&"'])*$/);
			}),
		);
	});
	test("unescaping gives what can be shown of the text", () => {
		fc.assert(
			fc.property(anything, (text) => {
				const back = escapeHtml(text).replace(/&#(\d+);/g, (_, code: string) =>
					String.fromCodePoint(Number(code)),
				);
				expect(back).toBe(printable(text));
			}),
		);
	});
	test("JSON in a script has no markup and reads back the same", () => {
		fc.assert(
			fc.property(anything, (text) => {
				const json = scriptJson({ text });
				expect(json).not.toMatch(/[<>&\u2028\u2029]/);
				expect(JSON.parse(json)).toEqual({ text });
			}),
		);
	});
});

test("printable text has no control characters and changes no letters", () => {
	fc.assert(
		fc.property(anything, (text) => {
			const shown = printable(text);
			expect(shown).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
			expect(shown).not.toMatch(/[\ud800-\udfff]/u);
			expect(printable(shown)).toBe(shown);
		}),
	);
	expect(printable("τ_int φ⁴ 漢字 🧪 سم")).toBe("τ_int φ⁴ 漢字 🧪 سم");
});

test("no cell of text starts a formula", () => {
	fc.assert(
		fc.property(anything, (text) => {
			expect(guardFormula(text)).not.toMatch(/^\s*[=+\-@]/);
			expect(guardFormula(text).endsWith(text)).toBe(true);
		}),
	);
});

describe("LaTeX", () => {
	test.each([
		["m² = −4", "$m^2$ = $-$4"],
		["⟨m⟩", "$\\langle m\\rangle$"],
		["⟨|m|⟩", "$\\langle |m|\\rangle$"],
		["⟨m⁴⟩", "$\\langle m^4\\rangle$"],
		["⟨S⟩/V", "$\\langle S\\rangle$/V"],
		["m_eff", "$m_\\mathrm{eff}$"],
		["m_effort of mm²", "m\\_effort of mm$^2$"],
	])("mathematics of our own is set as such: %s", (text, latex) => {
		expect(escapeLatex(text)).toBe(latex);
	});

	/** Braces and dollars balance, and no special character stands bare. */
	function bare(text: string): string {
		return text
			.replace(/\\text[a-z]+\{\}|\\[{}$&#_%]/g, "")
			.replace(/\$[^$]*\$/g, "")
			.replace(/\{\[\}|\{\]\}|\{\*\}/g, "")
			.replace(/\\,|~/g, "");
	}
	test("nothing special is left bare", () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(bare(escapeLatex(text))).not.toMatch(/[\\{}$&#_%^~[\]*<>|"`]/);
			}),
		);
	});
	test("only letters that every engine sets", () => {
		fc.assert(
			fc.property(anything, (text) => {
				expect(escapeLatex(text)).toMatch(/^[\x20-\x7e\u00c0-\u00ff]*$/);
			}),
		);
	});
	test("known cases", () => {
		expect(escapeLatex("a_b & 5 %")).toBe("a\\_b \\& 5 \\%");
		expect(escapeLatex("φ⁴")).toBe("$\\phi^4$");
		expect(escapeLatex("⟨m²⟩")).toBe("$\\langle m^2\\rangle$");
		expect(escapeLatex("$τ")).toBe("\\$$\\tau$");
		expect(escapeLatex("τ_int")).toBe("$\\tau_\\mathrm{int}$");
		expect(escapeLatex("τᵢₙₜ")).toBe("$\\tau_\\mathrm{int}$");
	});
});

test("a cell of Markdown stays one cell without markup", () => {
	fc.assert(
		fc.property(anything, (text) => {
			const cell = escapeMarkdown(text);
			expect(cell).not.toMatch(/[\n\r<>@]/);
			expect(cell.replace(/\\[\\`*_[\]#|~$:.]|&#64;/g, "")).not.toMatch(
				/[`*_[\]#|~$\\]|:\/\//,
			);
		}),
	);
});
