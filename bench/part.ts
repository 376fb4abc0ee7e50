/**
 * Contract of a benchmark: what a file in this folder exports. To add one: a file, and one line in
 * registry.ts; `npm run bench -- NAME` then runs it alone.
 */
export interface BenchPart {
	readonly name: string;
	/** One line for the heading. */
	readonly label: string;
	/** Measures and prints, line by line. */
	run(print: (line: string) => void, setting: BenchSetting): Promise<void>;
}

export interface BenchSetting {
	/** Tiny sizes: shows that everything runs, where the device is too slow for the real ones. */
	readonly rehearsal: boolean;
	/**
	 * Keeps results for later, as JSON: numbers with their units in the names of their keys. May be
	 * called again with more of them, which then replace the earlier ones, so that what was measured
	 * before a failure is not lost.
	 */
	save(results: unknown): void;
}
