/** Seeds, draws and budgets of the samplers that ran. A sampler that differs from most is named. */
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import { escapeLatex } from "../text/escape.js";
import { enumerate } from "../text/format.js";

export function settingsText(current: readonly BenchRecord[]): string {
	const seeds = shared(current, (records) => {
		const numbers = listed(records, ({ seed }) => String(seed));
		return numbers.length === 1
			? `the seed ${numbers[0]}`
			: `the seeds ${enumerate(numbers)}`;
	});
	const draws = shared(current, (records) =>
		enumerate(listed(records, (record) => String(record.draws))),
	);
	const budgets = shared(current, (records) =>
		enumerate(listed(records, budgetText)),
	);
	const first =
		seeds.exceptions.length === 0 ? "Every combination" : "Combinations";
	const stored = [
		`${draws.most} configurations were stored`,
		...draws.exceptions.map(([text, names]) => `${text} of ${names}`),
	].join(", ");
	const limits =
		budgets.most === "" ? [] : [`preparation was limited to ${budgets.most}`];
	for (const [text, names] of budgets.exceptions)
		limits.push(
			text === ""
				? `that of ${names} was not limited`
				: `that of ${names} to ${text}`,
		);
	return `${first} ran with ${[
		seeds.most,
		...seeds.exceptions.map(
			([text, names]) => `those of ${names} with ${text}`,
		),
	].join(
		", ",
	)}, and ${stored}${limits.length === 0 ? "" : `; ${limits.join(", ")}`}.`;
}

/** What most samplers have in common, and the others with their names, enumerated. */
interface Shared {
	readonly most: string;
	readonly exceptions: readonly (readonly [text: string, names: string])[];
}

function shared(
	current: readonly BenchRecord[],
	textOf: (records: readonly BenchRecord[]) => string,
): Shared {
	const bySampler = groupBy(current, ({ sampler }) => sampler.label);
	const byText = groupBy([...bySampler], ([, records]) => textOf(records));
	const ordered = [...byText].sort(([, a], [, b]) => b.length - a.length);
	const [most] = element(ordered, 0);
	return {
		most,
		exceptions: ordered
			.slice(1)
			.map(([text, samplers]) => [
				text,
				enumerate(samplers.map(([label]) => escapeLatex(label))),
			]),
	};
}

/** The different texts, without empty ones. */
function listed(
	records: readonly BenchRecord[],
	textOf: (record: BenchRecord) => string,
): string[] {
	return [...new Set(records.map(textOf))].filter((text) => text !== "");
}

function budgetText({ budget }: BenchRecord): string {
	const { steps, seconds } = budget ?? {};
	return [
		...(steps === undefined ? [] : [`${steps} steps`]),
		...(seconds === undefined ? [] : [`${seconds}~s`]),
	].join(" or ");
}
