/** The arrays of a draw as an ensemble: axes by name, chains one after another, S by our own action. */
import { defined } from "../../../core/elements.js";
import type { Ensemble } from "../../../core/ensemble.js";
import type { FieldSpace } from "../../../core/field-space.js";
import type { Drawn } from "../protocol/draw.js";
import { type Reals, readFlags, readReals } from "./read-array.js";

export interface RawDraw {
	/** Fields, configuration after configuration, chain after chain. */
	readonly fields: Float32Array | Float64Array;
	readonly count: number;
	/** Undefined for weighted draws. */
	readonly chains: number | undefined;
	readonly logq?: Reals;
	readonly logw?: Reals;
	readonly action?: Reals;
	readonly accepted?: Uint8Array;
	/** Whether `logw` is that of a normalised density. */
	readonly normalised: boolean;
}

/**
 * @param structure what the child announced
 * @throws Error with a sentence about what it sent
 */
export function readDraw(
	{ arrays, axes, normalised }: Drawn,
	folder: string,
	structure: "chains" | "weighted",
	space: FieldSpace,
): RawDraw {
	const fields = readReals(folder, arrays.fields);
	const order = orderOf(axes, structure, space, fields.shape);
	const { draws, chains } = order;
	const count = draws * chains;
	const leading = fields.shape.slice(
		0,
		fields.shape.length - space.shape.length,
	);
	const optional = (name: "logq" | "logw" | "action"): Reals | undefined => {
		const file = arrays[name];
		if (file === undefined) return undefined;
		const { data, shape } = readReals(folder, file);
		checkShape(file, shape, leading);
		checkFinite(file, data, name === "logw" || name === "logq");
		return { shape, data: chainMajor(data, order, 1) };
	};
	checkFinite(arrays.fields, fields.data, false);
	const [logq, logw, action] = [
		optional("logq"),
		optional("logw"),
		optional("action"),
	];
	let accepted: Uint8Array | undefined;
	if (arrays.accepted !== undefined) {
		const { shape, data } = readFlags(folder, arrays.accepted);
		checkShape(arrays.accepted, shape, leading);
		accepted = chainMajor(data, order, 1);
	}
	return {
		fields: chainMajor(fields.data, order, space.size),
		count,
		chains: structure === "chains" ? chains : undefined,
		normalised,
		...defined({ logq, logw, action, accepted }),
	};
}

/** @param values S of each by our own action */
export function ensembleOf(
	raw: RawDraw,
	values: Float64Array,
	space: FieldSpace,
): Ensemble {
	const { count, fields, chains, accepted, logq, logw } = raw;
	const common = { space, count, fields, action: values };
	if (chains !== undefined)
		return {
			...common,
			structure: { kind: "chains", chains, accepted: accepted ?? null },
		};
	if (logq !== undefined)
		return {
			...common,
			structure: {
				kind: "weighted",
				logWeights: logWeightsOf(values, logq.data),
			},
		};
	if (logw !== undefined)
		return {
			...common,
			structure: {
				kind: "weighted",
				logWeights: Float64Array.from(logw.data),
				normalised: raw.normalised,
			},
		};
	throw new Error(
		"its draw is weighted and has neither logq nor logw among its arrays",
	);
}

function logWeightsOf(
	action: Float64Array,
	logq: Float32Array | Float64Array,
): Float64Array {
	const out = new Float64Array(action.length);
	for (let i = 0; i < out.length; i++) out[i] = -action[i] - logq[i];
	return out;
}

interface Order {
	readonly draws: number;
	readonly chains: number;
	/** Whether the draws of one chain lie one after another already. */
	readonly chainFirst: boolean;
}

function orderOf(
	axes: readonly string[],
	structure: "chains" | "weighted",
	space: FieldSpace,
	shape: readonly number[],
): Order {
	const list = (entries: readonly (string | number)[]) =>
		`[${entries.join(", ")}]`;
	const chained = structure === "chains";
	const leading = axes.length - space.shape.length;
	const names = axes.slice(0, Math.max(0, leading));
	const fits = chained
		? names.length === 2 && names.includes("draw") && names.includes("chain")
		: names.length === 1 && names[0] === "draw";
	if (!fits)
		throw new Error(
			`its axes are ${list(axes)}; expected ${chained ? "draw and chain" : "draw"} and then ${space.shape.length} for one configuration of shape ${list(space.shape)}`,
		);
	if (
		shape.length !== axes.length ||
		String(shape.slice(leading)) !== String(space.shape)
	)
		throw new Error(
			`its fields have the shape ${list(shape)}; expected ${list([...names, ...space.shape])}`,
		);
	if (!chained) return { draws: shape[0], chains: 1, chainFirst: true };
	const chainFirst = names[0] === "chain";
	return {
		draws: shape[chainFirst ? 1 : 0],
		chains: shape[chainFirst ? 0 : 1],
		chainFirst,
	};
}

/** From [draw, chain, ...] to [chain, draw, ...] with `size` numbers each. */
function chainMajor<T extends Float32Array | Float64Array | Uint8Array>(
	data: T,
	{ draws, chains, chainFirst }: Order,
	size: number,
): T {
	if (chainFirst || chains === 1) return data;
	const out = data.slice() as T;
	for (let draw = 0; draw < draws; draw++)
		for (let chain = 0; chain < chains; chain++) {
			const from = (draw * chains + chain) * size;
			out.set(data.subarray(from, from + size), (chain * draws + draw) * size);
		}
	return out;
}

function checkShape(
	name: string,
	shape: readonly number[],
	expected: readonly number[],
): void {
	if (String(shape) !== String(expected))
		throw new Error(
			`${name} has the shape [${shape.join(", ")}]; expected [${expected.join(", ")}], as the draws of its fields`,
		);
}

/** @param weights whether minus infinity may stand for no weight */
function checkFinite(
	name: string,
	data: Float32Array | Float64Array,
	weights: boolean,
): void {
	// Zero times what is finite is zero. One sum without branches costs a third of asking each number.
	let sum = 0;
	for (let i = 0; i < data.length; i++) sum += 0 * data[i];
	if (sum === 0) return;
	for (let i = 0; i < data.length; i++) {
		const value = data[i];
		if (Number.isFinite(value) || (weights && value === -Infinity)) continue;
		throw new Error(
			`diverged: ${name} holds ${value} at position ${i}, expected finite numbers`,
		);
	}
}
