/**
 * A table with one line for each draw: its owner, its chain and place, then a column for each quantity.
 */
import { parquetWriteBuffer } from "hyparquet-writer";
import type { CellDraws } from "./cell-draws.js";

/** What every line repeats, so that tables of several cells can be put below each other. */
const repeated = ["key", "target", "sampler"] as const;

interface Numbers {
	readonly name: string;
	readonly values: ArrayLike<number>;
	readonly whole?: true;
}

function columnsOf({ chains, draws, ...cell }: CellDraws): Numbers[] {
	const count = chains * draws;
	const index = (of: (i: number) => number) =>
		Int32Array.from({ length: count }, (_, i) => of(i));
	return [
		{
			name: "seed",
			values: index(() => Number(cell.attributes.seed)),
			whole: true,
		},
		{ name: "chain", values: index((i) => Math.floor(i / draws)), whole: true },
		{ name: "draw", values: index((i) => i % draws), whole: true },
		...[...cell.sampleStats, ...cell.posterior].map(([name, values]) => ({
			name,
			values,
		})),
	];
}

/** Attributes stand in the key-value metadata of the file. */
export function encodeParquet(cell: CellDraws): Uint8Array {
	const count = cell.chains * cell.draws;
	return new Uint8Array(
		parquetWriteBuffer({
			columnData: [
				...repeated.map((name) => ({
					name,
					data: Array.from({ length: count }, () =>
						String(cell.attributes[name]),
					),
					type: "STRING" as const,
				})),
				...columnsOf(cell).map(({ name, values, whole }) => ({
					name,
					data: Array.from(values),
					type: whole ? ("INT32" as const) : ("DOUBLE" as const),
				})),
			],
			kvMetadata: Object.entries(cell.attributes).map(([key, value]) => ({
				key,
				value: String(value),
			})),
		}),
	);
}

/** Numbers in the shortest digits that give the same double again. */
export function encodeCsv(cell: CellDraws): string {
	const columns = columnsOf(cell);
	const words = repeated.map((name) => quoted(String(cell.attributes[name])));
	const lines = [
		[...repeated, ...columns.map(({ name }) => quoted(name))].join(","),
	];
	for (let i = 0; i < cell.chains * cell.draws; i++)
		lines.push([...words, ...columns.map(({ values }) => values[i])].join(","));
	return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
	return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
