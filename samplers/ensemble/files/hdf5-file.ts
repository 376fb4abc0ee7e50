/** One data set of an HDF5 file, read in whole slices of its first axis. */
import { InputError } from "../../../core/errors.js";
import {
	type DataSet,
	type Hdf5File,
	isDataSet,
	numbersOf,
	openHdf5,
} from "../../../core/hdf5.js";
import { product } from "../../../core/npy-header.js";
import type { ArrayFile } from "./array-file.js";

/**
 * @param key path of the data set; needed where there are several
 * @throws InputError if the library is missing, or there is no such data set of numbers
 */
export async function openHdf5File(
	path: string,
	name: string,
	key: string | undefined,
): Promise<ArrayFile> {
	const file = await openHdf5(path, name);
	try {
		const { data, shape } = dataSetOf(file, name, key);
		const inner = product(shape.slice(1));
		return {
			name,
			shape,
			fortran: false,
			async read(start, count) {
				const first = Math.floor(start / inner);
				const last = Math.ceil((start + count) / inner);
				const values = numbersOf(
					data.slice([
						[first, last],
						...shape.slice(1).map((extent) => [0, extent] as const),
					]),
				);
				if (values === undefined)
					throw new InputError(`${name}: the data set holds no numbers`);
				const from = start - first * inner;
				if (values instanceof Float32Array || values instanceof Float64Array)
					return values.subarray(from, from + count);
				return Float64Array.from({ length: count }, (_, i) =>
					Number(values[from + i]),
				);
			},
			async close() {
				file.close();
			},
		};
	} catch (error) {
		file.close();
		throw error;
	}
}

function dataSetOf(
	file: Hdf5File,
	name: string,
	key: string | undefined,
): { readonly data: DataSet; readonly shape: readonly number[] } {
	const paths = file.paths();
	const sets = paths.filter((path) => isDataSet(file.get(path)));
	const chosen = key ?? (sets.length === 1 ? sets[0] : undefined);
	const data = chosen === undefined ? undefined : file.get(chosen);
	if (!isDataSet(data) || data.shape === null)
		throw new InputError(
			`${name}: ${key === undefined ? "it holds several data sets" : `no data set ${JSON.stringify(key)}`}; say which: FILE:PATH, one of ${sets.join(", ")}`,
		);
	return { data, shape: data.shape };
}
