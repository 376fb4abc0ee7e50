/** The commands that made the records, as one would type them. */
import type { BenchRecord } from "../../core/record.js";

/** Each once, in the order of their first records. Empty where no record says it. */
export function commandsOf(records: readonly BenchRecord[]): readonly string[] {
	const environments = records
		.flatMap(({ environment }) => environment ?? [])
		.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
	return [
		...new Set(environments.map(({ argv }) => argv.map(shellWord).join(" "))),
	];
}

function shellWord(word: string): string {
	return /^[\w./:=@%+,-]+$/.test(word)
		? word
		: `'${word.replaceAll("'", "'\\''")}'`;
}
