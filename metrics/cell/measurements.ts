/**
 * Accumulates what is kept of an ensemble: one column of numbers for each observable, identity and
 * auxiliary quantity. Fields may be thrown away after `add`, so any number of draws fits in memory.
 */

import type { Action } from "../../actions/action.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { Columns } from "../columns.js";
import type { Identities } from "../identities.js";
import type { Observable } from "../observable.js";
import type { Selection } from "../quantity.js";
import { auxiliaries, identitiesOf, observablesFor } from "../registry.js";
import { Histories } from "./histories.js";
import { measureBlock } from "./measure-block.js";

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

export class Measurements {
	readonly observables: readonly Observable[];
	/** Observables that the action does not have, with the reason. */
	readonly leftOut: Readonly<Record<string, string>>;
	readonly identities: Identities;
	private readonly others: readonly Columns[];
	private kind: Series["kind"] | undefined;
	private chains = 1;
	private normalised = true;
	private readonly expected: number;
	private length = 0;
	private histories: Histories<Float64Array> | undefined;
	private flags: Histories<Uint8Array> | undefined;

	/**
	 * @param observables those of the registry, if absent
	 * @param expected configurations over all chains for which memory is set apart at once
	 */
	constructor(
		readonly action: Action,
		observables: Selection<Observable> = observablesFor(action),
		expected = 0,
	) {
		this.expected = expected;
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
		return this.chains * this.length;
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
		const columns = measureBlock(
			ensemble,
			this.action.space,
			this.observables,
			this.others,
		);
		if (structure.kind === "weighted") {
			if (structure.normalised === false) this.normalised = false;
			columns[logWeightColumn] = Float64Array.from(structure.logWeights);
		}
		if (structure.kind === "chains" && structure.energyChange !== undefined)
			columns[energyColumn] = structure.energyChange;
		this.append(
			columns,
			structure.kind === "chains" ? structure.accepted : null,
			count,
		);
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
		const { columns, logWeights, energyChange, accepted, count } = series;
		this.append(
			{
				...columns,
				...(logWeights === undefined ? {} : { [logWeightColumn]: logWeights }),
				...(energyChange === undefined ? {} : { [energyColumn]: energyChange }),
			},
			accepted ?? null,
			count,
		);
	}

	private append(
		columns: Readonly<Record<string, Float64Array>>,
		accepted: Uint8Array | null,
		count: number,
	): void {
		const { chains, expected } = this;
		const room = Math.ceil(expected / chains);
		this.histories ??= new Histories(
			chains,
			room,
			(length) => new Float64Array(length),
		);
		this.flags ??= new Histories(
			chains,
			room,
			(length) => new Uint8Array(length),
		);
		const length = count / chains;
		this.histories.append(columns, length);
		this.flags.append(
			accepted === null ? {} : { [flagColumn]: accepted },
			length,
		);
		this.length += length;
	}

	/** Gives up the room that is not used: nothing more comes soon. */
	trim(): void {
		this.histories?.trim();
		this.flags?.trim();
	}

	/** One column so far, each chain contiguous; not to be changed. */
	column(name: string): Float64Array {
		return this.histories?.joined(name) ?? new Float64Array(0);
	}

	/**
	 * All that was measured, each chain contiguous; not to be changed. While there is less than was
	 * expected, every look at a column copies it.
	 * @throws RangeError if nothing was added
	 */
	series(): Series {
		const { kind, count, chains, histories, flags } = this;
		if (
			kind === undefined ||
			histories === undefined ||
			flags === undefined ||
			count === 0
		)
			throw new RangeError("nothing was measured");
		const columns: Record<string, Float64Array> = {};
		for (const name of histories.names)
			if (name !== logWeightColumn && name !== energyColumn)
				Object.defineProperty(columns, name, {
					enumerable: true,
					get: () => histories.joined(name),
				});
		const has = (name: string) => histories.names.includes(name);
		return {
			kind,
			count,
			chains,
			columns,
			...(flags.names.length > 0 ? { accepted: flags.joined(flagColumn) } : {}),
			...(has(energyColumn)
				? { energyChange: histories.joined(energyColumn) }
				: {}),
			...(has(logWeightColumn)
				? { logWeights: histories.joined(logWeightColumn) }
				: {}),
			...(this.normalised ? {} : { normalised: false as const }),
		};
	}
}

const logWeightColumn = "log w";
const energyColumn = "energy change";
const flagColumn = "accepted";

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
