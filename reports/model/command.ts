/** The command that made the records, as one would type it. */
import type { BenchRecord } from "../../core/record.js";

/** Of the newest record; undefined where none says it. */
export function commandOf(records: readonly BenchRecord[]): string | undefined {
	const newest = records
		.flatMap(({ environment }) => environment ?? [])
		.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
	return newest?.argv.map(shellWord).join(" ");
}

function shellWord(word: string): string {
	return /^[\w./:=@%+,-]+$/.test(word)
		? word
		: `'${word.replaceAll("'", "'\\''")}'`;
}
