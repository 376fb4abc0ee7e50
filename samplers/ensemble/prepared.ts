/** Hands out finished configurations, the next rows with every draw. */
import type { Action } from "../../actions/action.js";
import { hostEvaluation } from "../../actions/host-evaluation.js";
import { defined, element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { Checkpoint, Prepared } from "../sampler.js";
import type { Layout } from "./axes.js";
import type { ArrayFile } from "./files/array-file.js";
import type { EnsembleOptions } from "./options.js";
import { Remarks } from "./remarks.js";
import { readRows } from "./rows.js";

export interface Source {
	readonly action: Action;
	readonly options: EnsembleOptions;
	readonly fields: ArrayFile;
	readonly layout: Layout;
	/** phi_ours = scale * phi_theirs. */
	readonly scale: number;
	/** [chain, draw] each. */
	readonly logq?: Float64Array;
	readonly logWeights?: Float64Array;
	readonly declared?: Float64Array;
	/** What was seen before the first draw. */
	readonly remarks: readonly string[];
	/** Sizes and names, for the record. */
	readonly facts: Readonly<Record<string, number | string>>;
}

/** @param resume draws of each chain that were handed out before */
export async function createPrepared(
	source: Source,
	resume: number,
): Promise<Prepared> {
	const { action, options, layout, fields } = source;
	const { chains, draws } = layout;
	const remarks = new Remarks(action, options.every);
	const { values: evaluate } = hostEvaluation(action);
	let ends: Float64Array | undefined;
	let position = 0;

	async function draw(count: number): Promise<Ensemble> {
		const length = Math.ceil(count / chains);
		if (position + length > draws)
			throw new Error(
				`${fields.name} holds ${chains * draws} configurations and no more`,
			);
		const { size } = action.space;
		const rows = await readRows(fields, layout, size, position, length);
		requireFinite(rows, source, position, length);
		if (source.scale !== 1)
			rows.forEach((value, i) => {
				rows[i] = value * source.scale;
			});
		const values = await evaluate(rows);
		const part = (series: Float64Array | undefined) =>
			series === undefined
				? undefined
				: joined(series, draws, position, length, chains);
		const logWeights = weightsOf(source, values, part);
		const moved =
			logWeights === undefined
				? movesOf(rows, size, length, chains, ends)
				: undefined;
		ends = lastOf(rows, size, length, chains);
		position += length;
		const declared = part(source.declared);
		remarks.add({
			fields: rows,
			action: values,
			chains,
			...defined({ declared, logWeights, moved }),
		});
		return {
			space: action.space,
			count: values.length,
			fields: rows,
			action: values,
			structure:
				logWeights === undefined
					? { kind: "chains", chains, accepted: null }
					: {
							kind: "weighted",
							logWeights,
							// Of weights alone nobody knows the constant.
							normalised: source.logWeights === undefined,
						},
		};
	}

	// What was said of earlier draws is found again.
	while (position < resume)
		await draw(chains * Math.min(1024, resume - position));
	return {
		finished: {
			count: chains * draws,
			...defined({ cost: options.cost }),
		},
		history: [],
		get facts() {
			return { ...source.facts, ...remarks.facts() };
		},
		remarks: () => [...source.remarks, ...remarks.sentences()],
		draw,
		checkpoint: async (): Promise<Checkpoint> => ({
			sampler: "ensemble",
			prepared: true,
			state: { position },
			arrays: {},
		}),
		dispose() {
			void fields.close();
		},
	};
}

/** -S - log q; a density of rescaled fields is smaller by the volume of the rescaling. */
function weightsOf(
	{ scale, logq, logWeights, action }: Source,
	values: Float64Array,
	part: (series: Float64Array | undefined) => Float64Array | undefined,
): Float64Array | undefined {
	if (logWeights !== undefined) return part(logWeights);
	const volume = action.space.size * Math.log(scale);
	const density = part(logq);
	return density?.map((value, i) => -element(values, i) - (value - volume));
}

/** Draws [from, from + length) of every chain. */
function joined(
	series: Float64Array,
	draws: number,
	from: number,
	length: number,
	chains: number,
): Float64Array {
	const out = new Float64Array(chains * length);
	for (let c = 0; c < chains; c++)
		out.set(
			series.subarray(c * draws + from, c * draws + from + length),
			c * length,
		);
	return out;
}

/** 1 where a configuration differs from the one before it; 1 for the first. */
function movesOf(
	rows: Float32Array | Float64Array,
	size: number,
	length: number,
	chains: number,
	ends: Float64Array | undefined,
): Uint8Array {
	const moved = new Uint8Array(chains * length);
	for (let c = 0; c < chains; c++)
		for (let i = 0; i < length; i++) {
			const at = (c * length + i) * size;
			const before = i > 0 ? rows : ends;
			const there = i > 0 ? at - size : c * size;
			// The first of all follows nothing, and does not count as a move.
			if (before === undefined) continue;
			for (let x = 0; x < size; x++)
				if (rows[at + x] !== before[there + x]) {
					moved[c * length + i] = 1;
					break;
				}
		}
	return moved;
}

function lastOf(
	rows: Float32Array | Float64Array,
	size: number,
	length: number,
	chains: number,
): Float64Array {
	const out = new Float64Array(chains * size);
	for (let c = 0; c < chains; c++) {
		const end = (c + 1) * length * size;
		out.set(rows.subarray(end - size, end), c * size);
	}
	return out;
}

function requireFinite(
	rows: Float32Array | Float64Array,
	{ fields, action, layout }: Source,
	from: number,
	length: number,
): void {
	if (rows.every(Number.isFinite)) return;
	const place = rows.findIndex((value) => !Number.isFinite(value));
	const row = Math.floor(place / action.space.size);
	const chain =
		layout.chains === 1 ? "" : ` of chain ${Math.floor(row / length)}`;
	throw new Error(
		`${fields.name}: draw ${from + (row % length)}${chain} holds ${rows[place]}; expected finite numbers`,
	);
}
