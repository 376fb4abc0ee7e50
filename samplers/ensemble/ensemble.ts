/**
 * Finished configurations that somebody else drew, in files. They are measured, checked and compared by
 * statistics like all others. Their cost is only what their makers declare.
 *
 *   - sampler: ensemble
 *     label: group X
 *     fields: data/phi.npy        # [draw, x, y], or with axes: [chain, draw, x, y]
 *     logq: data/logq.npy         # for a flow; without it the file is a chain
 *
 * `prepare` reads the headers and a few configurations; `draw` reads the next rows. S is recomputed in
 * float64.
 */

import type { Action } from "../../actions/action.js";
import { defined } from "../../core/elements.js";
import { InputError } from "../../core/errors.js";
import { no } from "../../core/verdict.js";
import type { Context, Prepared, SamplerDefinition } from "../sampler.js";
import { layoutOf } from "./axes.js";
import { otherConvention, scaleOf } from "./convention.js";
import type { ArrayFile } from "./files/array-file.js";
import { openArray, splitName } from "./files/open.js";
import {
	type EnsembleOptions,
	ensembleOptionsSchema,
	filesOf,
} from "./options.js";
import { createPrepared, type Source } from "./prepared.js";
import { readRows, readSeries } from "./rows.js";

/** Configurations, far apart, by which the convention is tried: at most so many, and numbers of them. */
const mostTried = 4096;
const mostNumbers = 1 << 19;

export const ensemble: SamplerDefinition<EnsembleOptions> = {
	name: "ensemble",
	label: "finished configurations from files (.npy, .npz, HDF5)",
	reference: "docs/finished-ensembles.md",
	documentation: "finished-ensembles.md",
	options: ensembleOptionsSchema,
	input: { files: filesOf, finished: true },
	create: (options) => ({
		supports: (action) => {
			try {
				scaleOf(options.convention, action);
				return { ok: true };
			} catch (error) {
				return no((error as Error).message);
			}
		},
		prepare: (action, _budget, context) =>
			openFinished(action, options, context),
	}),
};

/**
 * Opens the files, and compares shapes and lengths with the action.
 * @throws InputError where they do not fit
 */
export async function openFinished(
	action: Action,
	options: EnsembleOptions,
	{ files, resume }: Pick<Context, "files" | "resume">,
): Promise<Prepared> {
	if (options.logq !== undefined && options.logWeights !== undefined)
		throw new InputError(
			"logq and logWeights say the same twice; expected one of them",
		);
	const open = (text: string): Promise<ArrayFile> => {
		const { file } = splitName(text);
		return openArray(text, files?.get(file) ?? file);
	};
	const fields = await open(options.fields);
	try {
		const found = layoutOf(
			fields.name,
			fields.shape,
			fields.fortran,
			options.axes,
			action.space,
		);
		const weighted =
			options.logq !== undefined || options.logWeights !== undefined;
		const series = async (text: string | undefined) => {
			if (text === undefined) return undefined;
			const file = await open(text);
			try {
				return requireNumbers(text, await readSeries(file, found));
			} finally {
				await file.close();
			}
		};
		const [logq, logWeights, declared] = [
			await series(options.logq),
			await series(options.logWeights),
			await series(options.action),
		];
		// Weighted draws are independent: the chains of the file are its parts.
		const layout =
			weighted && found.chains > 1 && found.chainMajor
				? { ...found, chains: 1, draws: found.chains * found.draws }
				: found;
		if (weighted && layout.chains > 1)
			throw new InputError(
				`${fields.name}: weighted draws have no chains; expected the axes draw and those of one configuration`,
			);
		const source: Source = {
			action,
			options,
			fields,
			layout,
			scale: scaleOf(options.convention, action),
			...defined({ logq, logWeights, declared }),
			remarks: [],
			facts: {
				configurations: layout.chains * layout.draws,
				...(weighted ? {} : { chains: layout.chains }),
				updatesBetweenConfigurations: options.every,
				convention: options.convention,
			},
		};
		const remark = await conventionRemark(source);
		return await createPrepared(
			remark === undefined ? source : { ...source, remarks: [remark] },
			Number(resume?.state.position ?? 0),
		);
	} catch (error) {
		await fields.close();
		throw error;
	}
}

/** @throws InputError for NaN and +infinity; log weights of -infinity are no weight */
function requireNumbers(text: string, values: Float64Array): Float64Array {
	const place = values.findIndex((value) => !(value < Infinity));
	if (place >= 0)
		throw new InputError(
			`${text}: number ${place} is ${values[place]}; expected finite numbers`,
		);
	return values;
}

async function conventionRemark(source: Source): Promise<string | undefined> {
	const { action, options, fields, layout, logq } = source;
	// Weights without a density belong to the convention in which they were made.
	if (options.logWeights !== undefined) return undefined;
	const { size } = action.space;
	const { draws } = layout;
	const count = Math.min(draws, mostTried, Math.ceil(mostNumbers / size));
	const rows = new Float64Array(count * size);
	const densities = logq && new Float64Array(count);
	for (let k = 0; k < count; k++) {
		const at = Math.floor((k * draws) / count);
		const own = { ...layout, chains: 1 };
		rows.set(await readRows(fields, own, size, rowOf(at), 1), k * size);
		densities?.set(logq?.subarray(at, at + 1) ?? [], k);
	}
	return otherConvention(action, rows, densities, options.convention);

	/** Draw of the first chain. */
	function rowOf(draw: number): number {
		return layout.chainMajor ? draw : draw * layout.chains;
	}
}
