/** Names for samplers that share a label: by what tells them apart. */
import { stableJson } from "../../core/identity.js";
import type { BenchRecord } from "../../core/record.js";
import { printable } from "../text/escape.js";
import { plural } from "../text/format.js";

/** What two samplers of one label may differ in, in words; options and code are numbered, as they are long. */
const facets: readonly ((
	record: BenchRecord,
	all: readonly BenchRecord[],
) => string)[] = [
	(record, all) =>
		numbered("options", record, all, ({ sampler }) => sampler.options),
	(record, all) =>
		numbered("code", record, all, ({ sampler }) => sampler.module?.sha256),
	(record, all) =>
		numbered("files", record, all, ({ sampler }) =>
			sampler.files?.map(({ sha256 }) => sha256),
		),
	({ budget }) =>
		[
			budget?.steps === undefined ? [] : plural(budget.steps, "step"),
			budget?.seconds === undefined ? [] : `${budget.seconds} s`,
		]
			.flat()
			.join(", ") || "unknown budget",
	({ draws }) => plural(draws, "draw"),
	({ environment }) =>
		`version ${printable(environment?.versions.latticebench ?? "unknown")}`,
];

/** What tells a record's sampler apart from others of the same label, "" where nothing does. */
export function distinction(
	record: BenchRecord,
	all: readonly BenchRecord[],
): string {
	const found = facets.flatMap((facet) => {
		const words = new Set(all.map((other) => facet(other, all)));
		const own = facet(record, all);
		return words.size > 1 && own !== "" ? own : [];
	});
	return found.length === 0 ? "" : ` (${found.join(", ")})`;
}

/** "options 2": its place among the different ones; the first goes without. */
function numbered(
	what: string,
	record: BenchRecord,
	all: readonly BenchRecord[],
	pick: (record: BenchRecord) => unknown,
): string {
	const texts = [
		...new Set(all.map((other) => stableJson(pick(other) ?? null))),
	];
	const place = texts.indexOf(stableJson(pick(record) ?? null));
	return place <= 0 ? "" : `${what} ${place + 1}`;
}
