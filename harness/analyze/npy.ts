/**
 * Measurements from a .npy array. Axes in the order of ArviZ: [draw], [chain, draw] or
 * [chain, draw, observable]. Observables are named after the file, `name` or `name[k]`; a file named
 * logWeight.npy holds log weights.
 */
import { basename } from "node:path";
import { InputError } from "../../core/errors.js";
import { readNpy } from "../../core/npy.js";
import { logWeightColumn, type Table } from "./table.js";

/** @throws InputError for another rank, an empty axis, or a number that is not finite */
export async function readNpyTable(path: string): Promise<Table> {
	const { shape, data } = await readNpy(path);
	const name = basename(path).replace(/\.npy$/i, "");
	if (shape.length < 1 || shape.length > 3) {
		throw new InputError(
			`${path}: an array of ${shape.length} axes, expected [draw], [chain, draw] or [chain, draw, observable]`,
		);
	}
	if (data.length === 0) {
		throw new InputError(
			`${path}: the array of shape (${shape.join(", ")}) is empty`,
		);
	}
	const [chains, draws, observables] =
		shape.length === 1 ? [1, shape[0], 1] : [shape[0], shape[1], shape[2] ?? 1];
	if (shape.length > 1 && draws < 4 && chains > draws) {
		throw new InputError(
			`${path}: ${chains} chains of ${draws} draws; the axes are [chain, draw${shape.length === 3 ? ", observable" : ""}]: transpose the array`,
		);
	}
	const weights = name === logWeightColumn;
	checkFinite(path, data, shape, weights);
	if (weights) {
		if (chains * observables !== 1) {
			throw new InputError(
				`${path}: log weights of shape (${shape.join(", ")}), expected one axis`,
			);
		}
		return {
			source: path,
			columns: new Map(),
			logWeights: Float64Array.from(data),
		};
	}
	const columns = new Map<string, Float64Array[]>();
	for (let k = 0; k < observables; k++) {
		const series = Array.from({ length: chains }, (_, c) => {
			const out = new Float64Array(draws);
			for (let i = 0; i < draws; i++) {
				out[i] = data[(c * draws + i) * observables + k];
			}
			return out;
		});
		columns.set(observables === 1 ? name : `${name}[${k}]`, series);
	}
	return { source: path, columns };
}

function checkFinite(
	path: string,
	data: Float32Array | Float64Array,
	shape: readonly number[],
	weights: boolean,
): void {
	for (let i = 0; i < data.length; i++) {
		const value = data[i];
		if (Number.isFinite(value)) continue;
		if (weights && value === Number.NEGATIVE_INFINITY) continue;
		const index: number[] = [];
		for (let rest = i, axis = shape.length - 1; axis >= 0; axis--) {
			index.unshift(rest % shape[axis]);
			rest = Math.floor(rest / shape[axis]);
		}
		throw new InputError(
			`${path}: element [${index.join(", ")}] is ${value}, expected a finite number`,
		);
	}
}
