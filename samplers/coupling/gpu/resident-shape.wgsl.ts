/**
 * The numbers from which the kernels of samplers/coupling/gpu/resident.wgsl.ts are built: extents,
 * tables, and where the values of a sample are. In global memory the values of a layer follow one
 * another, [layer][part][place][channel][sample].
 */

/** One map of every layer's conditioner. Offsets are those of the first layer, in vectors of four numbers. */
export interface ResidentMap {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: number;
	readonly biases: number;
	readonly transposed: number;
	readonly outputVectors: number;
	readonly inputVectors: number;
	/** For each colour of layers: the number of pairs before the table of links, and its rows. */
	readonly forward: readonly ResidentTable[];
	readonly backward: readonly ResidentTable[];
}

export interface ResidentTable {
	readonly base: number;
	readonly rows: number;
}

export interface ResidentShape {
	readonly sites: number;
	readonly layers: number;
	readonly threads: number;
	/** Number of active sites for each colour of layers. */
	readonly active: readonly number[];
	/** Number of vectors of weights from one layer to the next. */
	readonly weightStep: number;
	readonly maps: readonly ResidentMap[];
	/** Whether the first map is followed by |x|. */
	readonly even: boolean;
	readonly leakySlope: number;
	readonly transformOutputs: number;
}

/**
 * How many numbers per sample a layer keeps (fields, hidden values, the transform's numbers), and
 * how many gradients of these.
 */
export function residentParts(
	shape: Pick<ResidentShape, "sites" | "active" | "transformOutputs"> & {
		readonly hidden: readonly number[];
	},
) {
	const { sites, hidden, transformOutputs } = shape;
	const net = Math.max(...shape.active) * transformOutputs;
	let at = 0;
	const next = (size: number) => {
		at += size;
		return at - size;
	};
	const fields = next(sites);
	const values = [...hidden.map((channels) => next(channels * sites))];
	values.push(next(net));
	const kept = at;
	at = 0;
	const gradients = [...hidden.map((channels) => next(channels * sites))];
	gradients.push(next(net));
	return { fields, values, kept, gradients, carried: at };
}

/** How many numbers of workgroup memory are used. */
export function residentNumbers(
	shape: Parameters<typeof residentParts>[0],
): number {
	return 2 * shape.sites + memorySizes(shape).reduce((a, b) => a + b);
}

/** Sizes of the two arrays that the maps read and write in turn. */
export function memorySizes({
	sites,
	hidden,
	active,
	transformOutputs,
}: Parameters<typeof residentParts>[0]): number[] {
	const sizes = hidden.map((channels) => channels * sites);
	sizes.push(Math.max(...active) * transformOutputs);
	return [0, 1].map((turn) =>
		Math.max(1, ...sizes.filter((_, i) => i % 2 === turn)),
	);
}

/** Channels of the hidden maps. */
export function hiddenOf({ maps }: ResidentShape): number[] {
	return maps.slice(0, -1).map(({ outputs }) => outputs);
}
