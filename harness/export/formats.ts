/** The files that other programs read: netCDF, Parquet, CSV and NumPy's npz. */
import type { CellDraws } from "./cell-draws.js";
import { encodeNetcdf } from "./netcdf.js";
import { encodeNpz } from "./npz.js";
import { encodeCsv, encodeParquet } from "./tables.js";

export interface ExportFormat {
	readonly ending: string;
	encode(cell: CellDraws): Promise<Uint8Array | string> | Uint8Array | string;
}

export const exportFormats = {
	netcdf: { ending: "nc", encode: encodeNetcdf },
	parquet: { ending: "parquet", encode: encodeParquet },
	csv: { ending: "csv", encode: encodeCsv },
	npz: { ending: "npz", encode: encodeNpz },
} as const satisfies Readonly<Record<string, ExportFormat>>;
export type ExportName = keyof typeof exportFormats;
