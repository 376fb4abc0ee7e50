/**
 * Checks that S is what the sampler says it is. It is recomputed for a few configurations of the
 * first block of draws and of blocks 2, 4, 8, ...: in float64 if the action states its structure,
 * otherwise by the action's own ops in float32. A wrong S is visible in few averages, but all of
 * them depend on it.
 */

import type { Action } from "../../actions/action.js";
import {
	type Float64Value,
	float64Action,
	roundingOf,
} from "../../actions/float64-action.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import * as tf from "../../tensor/tf.js";
import { agrees, type Compared, explainMismatch } from "./action-mismatch.js";

/** Number of configurations that are compared in the first block, and in each later one. */
const first = 8;
const later = 2;

/** S of [n, ...space.shape]. */
type Evaluate = (fields: Float64Array) => Promise<readonly Float64Value[]>;

export class ActionAudit {
	private readonly action: Action;
	private readonly evaluate: Evaluate;
	private blocks = 0;

	constructor(action: Action) {
		this.action = action;
		this.evaluate = evaluatorOf(action);
	}

	/** @throws Error with both numbers and the possible causes */
	async check(ensemble: Ensemble): Promise<void> {
		this.blocks++;
		if ((this.blocks & (this.blocks - 1)) !== 0) return;
		const { count } = ensemble;
		const wanted = Math.min(count, this.blocks === 1 ? first : later);
		const places = Array.from({ length: wanted }, (_, k) =>
			wanted === 1 ? 0 : Math.round((k * (count - 1)) / (wanted - 1)),
		);
		const { size } = this.action.space;
		const compared = await this.compare(ensemble, places, (index, x) =>
			element(ensemble.fields, index * size + x),
		);
		if (compared.every(agrees)) return;
		throw new Error(
			await explainMismatch(compared, ensemble, this.action.space, (field) =>
				this.compare(ensemble, places, field),
			),
		);
	}

	/** @param field gives the numbers of the configuration at an index */
	private async compare(
		{ action: claims }: Ensemble,
		places: readonly number[],
		field: (index: number, x: number) => number,
	): Promise<readonly Compared[]> {
		const { size } = this.action.space;
		const fields = new Float64Array(places.length * size);
		places.forEach((index, k) => {
			for (let x = 0; x < size; x++) fields[k * size + x] = field(index, x);
		});
		const values = await this.evaluate(fields);
		return places.map((index, k) => ({
			index,
			claimed: element(claims, index),
			value: element(values, k).value,
			tolerance: roundingOf(element(values, k), size),
		}));
	}
}

function evaluatorOf(action: Action): Evaluate {
	const { size, shape } = action.space;
	const exact = float64Action(action);
	if (exact !== undefined)
		return async (fields) =>
			Array.from({ length: fields.length / size }, (_, i) =>
				exact(fields.subarray(i * size, (i + 1) * size)),
			);
	return async (fields) => {
		const count = fields.length / size;
		const values = tf.tidy(() =>
			action.evaluate(
				tf.tensor(Float32Array.from(fields), [count, ...shape], "float32"),
			),
		);
		const data = await values.data();
		values.dispose();
		// The terms are unknown. They are assumed to be some of the order of S, and one of order one
		// for each number.
		return Array.from(data, (value) => ({
			value,
			magnitude: Math.abs(value) + size,
		}));
	};
}
