import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { cellsOf } from "../../reports/text/cells-of.js";

test("the quick way counts as the library does", () => {
	const parts = fc.oneof(
		fc.string(),
		fc.string({ unit: "grapheme" }),
		fc.constantFrom(
			"τ_int",
			"⟨φ²⟩",
			"≈3",
			"█▋",
			"a\u0301",
			"格子",
			"👩‍🔬",
			"±",
			"\u202f",
		),
	);
	fc.assert(
		fc.property(fc.array(parts), (list) => {
			const text = list.join("");
			expect(cellsOf(text)).toBe(stringWidth(text));
		}),
	);
	// Every character that is taken for plain, by itself.
	for (let code = 0x20; code < 0x2ff0; code++) {
		const text = String.fromCharCode(code);
		expect(cellsOf(text), code.toString(16)).toBe(stringWidth(text));
	}
	expect(cellsOf("格子")).toBe(4);
});
