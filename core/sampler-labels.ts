/** Names for samplers that share a label: by what tells them apart. */
import { stableJson } from "./identity.js";
import type { BenchRecord } from "./record.js";

/** What two samplers of one label may differ in, in words; code is numbered, as it is long. */
const facets: readonly ((
	record: BenchRecord,
	all: readonly BenchRecord[],
) => string)[] = [
	differingOptions,
	(record, all) =>
		numbered("code", record, all, ({ sampler }) => sampler.module?.sha256),
	(record, all) =>
		numbered("files", record, all, ({ sampler }) =>
			sampler.files?.map(({ sha256 }) => sha256),
		),
	({ budget }) =>
		[
			budget?.steps === undefined ? [] : counted(budget.steps, "step"),
			budget?.seconds === undefined ? [] : `${budget.seconds} s`,
		]
			.flat()
			.join(", ") || "unknown budget",
	({ draws }) => counted(draws, "draw"),
	({ environment }) =>
		`version ${environment?.versions.latticebench ?? "unknown"}`,
	({ environment }) => {
		const { commit, dirty } = environment ?? {};
		return commit === undefined
			? "unknown commit"
			: `commit ${commit.slice(0, 8)}${dirty === true ? "+" : ""}`;
	},
];

/** Most characters of options in a label. */
const mostCharacters = 32;

/** "layers 8" where others have another number of layers; numbered where that would be long. */
function differingOptions(
	record: BenchRecord,
	all: readonly BenchRecord[],
): string {
	const text = ({ sampler }: BenchRecord, key: string) => {
		const value = sampler.options[key];
		return value === undefined
			? "default"
			: typeof value === "string"
				? value
				: stableJson(value);
	};
	const keys = [
		...new Set(all.flatMap(({ sampler }) => Object.keys(sampler.options))),
	].filter((key) => new Set(all.map((other) => text(other, key))).size > 1);
	const words = keys.map((key) => `${key} ${text(record, key)}`).join(", ");
	return words.length <= mostCharacters
		? words
		: numbered("variant", record, all, ({ sampler }) => sampler.options);
}

/**
 * What tells a record's sampler apart from others of the same label, as " (80 steps, version 1.2)"; "" where
 * nothing does.
 */
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

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** "variant 2": its place among the different ones; the first goes without. */
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
