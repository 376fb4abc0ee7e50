/**
 * Contract of a benchmark: what a file in this folder exports. To add one: a file, and one line in
 * registry.ts; `npm run bench -- NAME` then runs it alone.
 */
export interface BenchPart {
	readonly name: string;
	/** One line for the heading. */
	readonly label: string;
	/** Measures and prints, line by line. */
	run(print: (line: string) => void): Promise<void>;
}
