/**
 * Accumulates what is kept of an ensemble: one column of numbers for each observable, identity and
 * auxiliary quantity. Fields may be thrown away after `add`, so any number of draws fits in memory.
 */

import type { Action } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { Columns } from "../columns.js";
import type { Identities } from "../identities.js";
import type { Observable } from "../observable.js";
import type { Selection } from "../quantity.js";
import { auxiliaries, identitiesOf, observablesFor } from "../registry.js";

/** Columns of equal length; chain after chain for chains, in order of drawing for weighted draws. */
export interface Series {
	readonly kind: "chains" | "weighted";
	/** Number of measurements N over all chains. */
	readonly count: number;
	/** 1 for weighted draws. */
	readonly chains: number;
	readonly columns: Readonly<Record<string, Float64Array>>;
	readonly accepted?: Uint8Array;
	/** Delta H of every proposal. */
	readonly energyChange?: Float64Array;
	/** -S - log q. */
	readonly logWeights?: Float64Array;
	/** False where log weights have an unknown constant; absent otherwise. */
	readonly normalised?: false;
}

interface Block {
	readonly columns: Readonly<Record<string, Float64Array>>;
	readonly accepted: Uint8Array | null;
	readonly energyChange: Float64Array | null;
	readonly count: number;
}

export class Measurements {
	readonly action: Action;
	readonly observables: readonly Observable[];
	/** Observables that the action does not have, with the reason. */
	readonly leftOut: Readonly<Record<string, string>>;
	readonly identities: Identities;
	private readonly others: readonly Columns[];
	private readonly blocks: Block[] = [];
	private kind: Series["kind"] | undefined;
	private chains = 1;
	private normalised = true;

	/** @param observables those of the registry, if absent */
	constructor(
		action: Action,
		observables: Selection<Observable> = observablesFor(action),
	) {
		this.action = action;
		this.observables = observables.chosen;
		this.leftOut = observables.leftOut;
		this.identities = identitiesOf(action);
		this.others = [
			this.identities,
			...auxiliaries.map((columns) => columns(action)),
		];
	}

	/** Number of configurations so far. */
	get count(): number {
		return this.blocks.reduce((sum, block) => sum + block.count, 0);
	}

	/**
	 * Measures a block. Chain c of this block continues chain c of the blocks before.
	 * @throws RangeError if the block has another field space, another structure or another number of
	 * chains, or if an observable does not give one finite number for each configuration
	 */
	add(ensemble: Ensemble): void {
		const { fields, action: actionValues, structure, count } = ensemble;
		const { space } = this.action;
		if (fields.length !== count * space.size || actionValues.length !== count) {
			throw new RangeError(
				`${count} configurations of ${space.size} numbers do not match ${fields.length} field and ${actionValues.length} action values`,
			);
		}
		const chains = structure.kind === "chains" ? structure.chains : 1;
		if (
			this.kind !== undefined &&
			(this.kind !== structure.kind || this.chains !== chains)
		) {
			throw new RangeError("blocks of one cell have the same structure");
		}
		if (count % chains !== 0) {
			throw new RangeError(
				`${count} configurations do not fill ${chains} chains`,
			);
		}
		this.kind = structure.kind;
		this.chains = chains;
		const columns: Record<string, Float64Array> = {};
		for (const observable of this.observables) {
			const values = observable.measure(fields, space, actionValues);
			if (values.length !== count || !values.every(Number.isFinite))
				throw new RangeError(
					`${observable.name} gave ${values.length === count ? "numbers that are not finite" : `${values.length} numbers`} for ${count} configurations`,
				);
			columns[observable.name] = values;
		}
		for (const { names, measure } of this.others) {
			const values = measure(fields);
			names.forEach((name, k) => {
				columns[name] = element(values, k);
			});
		}
		if (structure.kind === "weighted") {
			if (structure.normalised === false) this.normalised = false;
			columns[logWeightColumn] = Float64Array.from(structure.logWeights);
		}
		this.blocks.push({
			columns,
			accepted:
				structure.kind === "chains"
					? (structure.accepted?.slice() ?? null)
					: null,
			energyChange:
				structure.kind === "chains"
					? (structure.energyChange?.slice() ?? null)
					: null,
			count,
		});
	}

	/**
	 * Takes up what an earlier process measured, before anything is added.
	 * @throws RangeError if something was added already
	 */
	restore(series: Series): void {
		if (this.kind !== undefined)
			throw new RangeError("a series is restored before anything is added");
		this.kind = series.kind;
		this.chains = series.chains;
		this.normalised = series.normalised ?? true;
		const { logWeights } = series;
		this.blocks.push({
			columns: {
				...series.columns,
				...(logWeights === undefined ? {} : { [logWeightColumn]: logWeights }),
			},
			accepted: series.accepted ?? null,
			energyChange: series.energyChange ?? null,
			count: series.count,
		});
	}

	/** All blocks joined, each chain contiguous. @throws RangeError if nothing was added */
	series(): Series {
		if (this.kind === undefined || this.count === 0) {
			throw new RangeError("nothing was measured");
		}
		const { count, chains, blocks } = this;
		const columns: Record<string, Float64Array> = {};
		for (const name of Object.keys(element(blocks, 0).columns)) {
			columns[name] = joined(
				blocks.map((block) => element(block.columns, name)),
				chains,
				new Float64Array(count),
			);
		}
		const { [logWeightColumn]: logWeights, ...others } = columns;
		const accepted = blocks.flatMap((block) => block.accepted ?? []);
		const energyChange = blocks.flatMap((block) => block.energyChange ?? []);
		return {
			kind: this.kind,
			count,
			chains,
			columns: others,
			...(accepted.length === blocks.length
				? { accepted: joined(accepted, chains, new Uint8Array(count)) }
				: {}),
			...(energyChange.length === blocks.length
				? {
						energyChange: joined(energyChange, chains, new Float64Array(count)),
					}
				: {}),
			...(logWeights === undefined ? {} : { logWeights }),
			...(this.normalised ? {} : { normalised: false as const }),
		};
	}
}

const logWeightColumn = "log w";

/** Interleaves blocks that are chain-major each into one chain-major array. */
function joined<T extends Float64Array | Uint8Array>(
	parts: readonly T[],
	chains: number,
	out: T,
): T {
	let at = 0;
	for (let c = 0; c < chains; c++) {
		for (const part of parts) {
			const length = part.length / chains;
			out.set(part.subarray(c * length, (c + 1) * length), at);
			at += length;
		}
	}
	return out;
}

/** The chains of a column as views, one for each chain. */
export function replicasOf(
	column: Float64Array,
	chains: number,
): Float64Array[] {
	const length = column.length / chains;
	return Array.from({ length: chains }, (_, c) =>
		column.subarray(c * length, (c + 1) * length),
	);
}
