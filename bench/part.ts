import type { Ratio } from "./ratio.js";

/**
 * Contract of a benchmark: what a file in this folder exports. To add a benchmark, write a file
 * here and add one line to registry.ts. `npm run bench -- NAME` then runs only this one.
 *
 *   export const sum: BenchPart = {
 *     name: "sum",
 *     label: "sum of 1e7 numbers",
 *     async run(print, { rehearsal, save }) {
 *       const numbers = new Float64Array(rehearsal ? 1e3 : 1e7).fill(1);
 *       const start = performance.now();
 *       const total = numbers.reduce((sum, x) => sum + x, 0);
 *       const milliseconds = performance.now() - start;
 *       print(`${total} in ${milliseconds.toFixed(1)} ms`);
 *       save({ milliseconds });
 *     },
 *   };
 */
export interface BenchPart {
	readonly name: string;
	/** One line for the heading. */
	readonly label: string;
	/** Whether it compares ours with others, and so belongs to `npm run bench -- all`. */
	readonly compares?: true;
	/** Measures and prints line by line. */
	run(print: (line: string) => void, setting: BenchSetting): Promise<void>;
}

export interface BenchSetting {
	/** Whether to take tiny sizes, which only show that everything runs, on devices too slow for the real ones. */
	readonly rehearsal: boolean;
	/**
	 * Keeps results for later as JSON. The names of the keys contain the units. A later call with
	 * more results replaces the earlier ones, so what was measured before a failure is not lost.
	 */
	save(results: unknown): void;
	/** Gives a comparison to the table of all. */
	tell(ratio: Ratio): void;
}
