import { expect, test } from "vitest";
import { samplerKey, targetKey } from "../../../core/identity.js";
import type { BenchRecord } from "../../../core/record.js";
import { pairCells } from "../../../harness/compare/pairs.js";
import { recordOf } from "./support.js";

const plain = recordOf({ a: 0.5, draws: 4000 }, 1);

/** The record with action and sampler from modules of this content. */
function fromModules(digit: string): BenchRecord {
	const module = { path: "./mine.js", sha256: digit.repeat(64) };
	return {
		...plain,
		action: { ...plain.action, module },
		sampler: { ...plain.sampler, module },
	};
}

test("changed code of the user's modules is said, and compared", () => {
	const { pairs, findings } = pairCells([fromModules("a")], [fromModules("b")]);
	expect(pairs).toHaveLength(1);
	expect(findings.map(({ verdict }) => verdict)).toEqual(["note"]);
	expect(findings[0].reason).toMatch(
		/code of the sampler "a{12}" -> "b{12}", code of the action "a{12}" -> "b{12}"/,
	);
	expect(pairCells([fromModules("a")], [fromModules("a")]).findings).toEqual(
		[],
	);
});

test("within one report, other code is another target and another sampler", () => {
	for (const key of [targetKey, samplerKey]) {
		expect(key(fromModules("a"))).toBe(key(structuredClone(fromModules("a"))));
		const all = [plain, fromModules("a"), fromModules("b")].map(key);
		expect(new Set(all).size).toBe(3);
	}
});
