/**
 * Quantities besides S that may move slowly, so tuning and thermalisation follow them: for each
 * real of an element its sum over the sites, for an angle those of its cosine and sine. One real
 * number per site has only M = sum_x phi_x. Links have none, because their mean is no observable
 * (S. Elitzur, Phys. Rev. D 12 (1975) 3978).
 */
import type { Action } from "../../actions/action.js";
import { isRealScalar } from "../../core/field-space.js";
import type { Followed } from "./thermalisation.js";

export interface Total {
	/** Name of the total divided by V, for people. */
	readonly name: string;
	/** Whether a symmetry of the action makes the mean exactly 0. */
	readonly centred: boolean;
	/** The total of one configuration, the reals `from` ... `from + size - 1` of `fields`. */
	sum(fields: Float32Array | Float64Array, from: number): number;
}

export function totalsOf(action: Action): readonly Total[] {
	const { space, symmetries } = action;
	const { per, manifold, components, size } = space;
	if (per === "link") return [];
	const turned = symmetries.has("rotation");
	if (manifold === "circle")
		return (["cos", "sin"] as const).map((name) => ({
			name: `m (${name})`,
			centred: turned,
			sum: (fields, from) => {
				let sum = 0;
				for (let i = from; i < from + size; i++) sum += Math[name](fields[i]);
				return sum;
			},
		}));
	const vector = manifold === "line" || manifold === "sphere";
	const centred =
		vector && (symmetries.has("signFlip") || (turned && components > 1));
	return Array.from({ length: components }, (_, component) => ({
		name: isRealScalar(space) ? "m" : `m (component ${component})`,
		centred,
		sum: (fields, from) => {
			let sum = 0;
			for (let i = from + component; i < from + size; i += components)
				sum += fields[i];
			return sum;
		},
	}));
}

/** The totals and S of one run of updates, [chains, n] each. */
export interface FollowedSeries {
	readonly totals: readonly Float64Array[];
	readonly action: Float64Array;
}

/** Every total, its square, and S. */
export function followedOf(
	totals: readonly Total[],
	series: FollowedSeries,
): readonly Followed[] {
	const ofTotals = totals.flatMap(({ name, centred }, k) => {
		const values = series.totals[k];
		return [
			{ name, values, centre: centred ? 0 : null },
			{
				name: name.replace("m", "m²"),
				values: values.map((value) => value * value),
				centre: null,
			},
		];
	});
	return [...ofTotals, { name: "S", values: series.action, centre: null }];
}
