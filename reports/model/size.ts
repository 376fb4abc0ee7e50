/** The size of a sampler: its parameters, its arithmetic and its memory. */
import { defined } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";

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
		...defined({
			parameters: largest(({ facts }) => facts?.parameters),
			operations: largest(({ facts }) => facts?.operationsPerDraw),
			preparing: largest(({ cost = {} }) =>
				Math.max(
					...(["compile", "tune", "train", "thermalise"] as const).map(
						(phase) => cost[phase]?.peakBytes ?? 0,
					),
				),
			),
			drawing: largest(({ cost }) => cost?.draw?.peakBytes),
		}),
	};
	return Object.keys(size).length === 0 ? undefined : size;
}

export interface SizeColumn {
	/** In files for programs. */
	readonly name: string;
	readonly title: string;
	/** What its numbers are: a count with all its digits, a rounded number, bytes. */
	readonly kind: "count" | "number" | "bytes";
	readonly pick: (size: Size) => number | undefined;
}

/** The parts of a size in the order of tables. */
export const sizeColumns: readonly SizeColumn[] = [
	{
		name: "parameters",
		title: "Parameters",
		kind: "count",
		pick: ({ parameters }) => parameters,
	},
	{
		name: "operationsPerDraw",
		title: "Operations per draw",
		kind: "number",
		pick: ({ operations }) => operations,
	},
	{
		name: "peakBytesPreparing",
		title: "Memory, preparing",
		kind: "bytes",
		pick: ({ preparing }) => preparing,
	},
	{
		name: "peakBytesDrawing",
		title: "Memory, drawing",
		kind: "bytes",
		pick: ({ drawing }) => drawing,
	},
];

/** Those that some row knows. */
export function knownSizes(
	rows: readonly { readonly size?: Size }[],
): readonly SizeColumn[] {
	return sizeColumns.filter(({ pick }) =>
		rows.some(({ size }) => size !== undefined && pick(size) !== undefined),
	);
}
