/** The size of a sampler: its parameters, its arithmetic and its memory. */
import type { BenchRecord } from "../../core/record.js";
import { optional } from "../text/optional.js";

export interface Size {
	/** Numbers that training has chosen. */
	readonly parameters?: number;
	/** Multiplications and additions of one draw, counted. */
	readonly operations?: number;
	/** Largest resident memory of the process, in bytes, while it prepared. */
	readonly preparing?: number;
	/** The same while it drew. */
	readonly drawing?: number;
}

/** The largest over the seeds. Undefined where nothing is known. */
export function sizeOf(records: readonly BenchRecord[]): Size | undefined {
	const largest = (pick: (record: BenchRecord) => unknown) => {
		const values = records
			.map(pick)
			.filter((value) => typeof value === "number" && value > 0) as number[];
		return values.length === 0 ? undefined : Math.max(...values);
	};
	const size: Size = {
		...optional(
			"parameters",
			largest(({ facts }) => facts?.parameters),
		),
		...optional(
			"operations",
			largest(({ facts }) => facts?.operationsPerDraw),
		),
		...optional(
			"preparing",
			largest(({ cost = {} }) =>
				Math.max(
					...(["compile", "tune", "train", "thermalise"] as const).map(
						(phase) => cost[phase]?.peakBytes ?? 0,
					),
				),
			),
		),
		...optional(
			"drawing",
			largest(({ cost }) => cost?.draw?.peakBytes),
		),
	};
	return Object.keys(size).length === 0 ? undefined : size;
}
