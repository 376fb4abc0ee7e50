/**
 * Contract of an array on disk that is read in pieces, so that it need not fit into memory.
 *
 *   const array = await openArray(path, "data/phi.npy");
 *   const first = await array.read(0, 36); // the first 36 numbers as they are stored
 *   await array.close();
 */
export interface ArrayFile {
	/** For messages: the path as the user wrote it, and the name inside the file. */
	readonly name: string;
	/** Extents as NumPy shows them. */
	readonly shape: readonly number[];
	/** Whether the first axis runs fastest on disk (Fortran order), not the last. */
	readonly fortran: boolean;
	/** Numbers `start` to `start + count` in the order of the disk. @throws InputError if the disk refuses */
	read(start: number, count: number): Promise<Float32Array | Float64Array>;
	close(): Promise<void>;
}
