/**
 * Checks that S is what the sampler says it is. It is recomputed for a few configurations of the
 * first block of draws and of blocks 2, 4, 8, ...: in float64 if the action states its structure,
 * otherwise by the action's own ops in float32. A wrong S is visible in few averages, but all of
 * them depend on it.
 */

import type { Action } from "../../actions/action.js";
import { toleranceOf } from "../../actions/float64-action.js";
import {
	type HostEvaluation,
	hostEvaluation,
} from "../../actions/host-evaluation.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import { agrees, type Compared, explainMismatch } from "./action-mismatch.js";

/** Number of configurations that are compared in the first block, and in each later one. */
const first = 8;
const later = 2;

export class ActionAudit {
	private readonly evaluate: HostEvaluation["values"];
	private readonly tolerance: ReturnType<typeof toleranceOf>;
	private blocks = 0;

	constructor(private readonly action: Action) {
		this.evaluate = hostEvaluation(action).values;
		this.tolerance = toleranceOf(action);
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
		return places.map((index, k) => {
			const value = element(values, k);
			const field = fields.subarray(k * size, (k + 1) * size);
			return {
				index,
				claimed: element(claims, index),
				value,
				tolerance: this.tolerance(field, value),
			};
		});
	}
}
