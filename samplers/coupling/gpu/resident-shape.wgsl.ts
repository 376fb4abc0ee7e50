/**
 * What the kernels of samplers/coupling/gpu/resident.wgsl.ts are built from: extents, tables, and where a sample's values are. In global memory
 * those of a layer are one after another, [layer][part][place][channel][sample].
 */

/** One map of every layer's conditioner; offsets of the first layer, in vectors of four numbers. */
export interface ResidentMap {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: number;
	readonly biases: number;
	readonly transposed: number;
	readonly outputVectors: number;
	readonly inputVectors: number;
	/** For each colour of layers: pairs before the table of links, and its rows. */
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
	/** Active sites of each colour of layers. */
	readonly active: readonly number[];
	/** Vectors of weights from one layer to the next. */
	readonly weightStep: number;
	readonly maps: readonly ResidentMap[];
	/** Whether the first map is followed by |x|. */
	readonly even: boolean;
	readonly leakySlope: number;
	readonly transformOutputs: number;
}

/** Numbers of a sample in a layer's part of the kept values (fields, hidden values, the transform's numbers), and of their gradients. */
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

/** Numbers in a workgroup's memory. */
export function residentNumbers(
	shape: Parameters<typeof residentParts>[0],
): number {
	return 2 * shape.sites + memorySizes(shape).reduce((a, b) => a + b);
}

/** Of the two arrays that maps read and write in turn. */
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
