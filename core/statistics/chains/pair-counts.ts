/**
 * Counts the pairs of measurements that are t apart, in replicas of any length, with or without gaps.
 * Replicas lie on a grid of equal steps. A place of the grid without a measurement is a gap.
 */

import { element } from "../../../core/elements.js";

/** Sums of lagged products of the indicator of a measurement; `upTo(t)[t]` is a number of pairs. */
interface Occupation {
	readonly replicas: readonly Float64Array[];
	upTo(t: number): Float64Array;
}

export class PairCounts {
	/** Number of measurements N. */
	readonly count: number;
	/** Number of places on the grid, gaps included. */
	readonly places: number;
	/**
	 * The largest length such that replicas of this length or more hold half of the places: a few
	 * short replicas do not limit the lags of all others.
	 */
	readonly reach: number;
	private readonly lengths: readonly number[];
	private readonly shortest: number;
	private readonly present: Occupation | undefined;

	constructor(lengths: readonly number[], present?: Occupation) {
		this.lengths = lengths;
		this.present = present;
		this.places = lengths.reduce((sum, length) => sum + length, 0);
		this.shortest = lengths.reduce((a, b) => Math.min(a, b), Infinity);
		this.count =
			present === undefined
				? this.places
				: present.replicas.reduce(
						(sum, replica) => sum + replica.reduce((a, b) => a + b, 0),
						0,
					);
		this.reach = typicalLength(lengths, this.places);
	}

	/** Pairs of measurements at distance t. */
	at(t: number): number {
		return this.present === undefined
			? this.placesAt(t)
			: Math.round(element(this.present.upTo(t), t));
	}

	/** Pairs at distance t over those of measurements spread like these without gaps, per measurement; 1 without gaps. */
	share(t: number): number {
		if (this.present === undefined || t === 0) return 1;
		return (this.at(t) * this.places) / (this.placesAt(t) * this.count);
	}

	/** Pairs of places at distance t over the number of places. */
	taper(t: number): number {
		return this.placesAt(t) / this.places;
	}

	get gaps(): boolean {
		return this.present !== undefined;
	}

	/** Pairs of places at distance t. */
	private placesAt(t: number): number {
		if (t < this.shortest) return this.places - this.lengths.length * t;
		return this.lengths.reduce(
			(sum, length) => sum + Math.max(0, length - t),
			0,
		);
	}
}

function typicalLength(lengths: readonly number[], places: number): number {
	let held = 0;
	for (const length of [...lengths].sort((a, b) => b - a)) {
		held += length;
		if (2 * held >= places) return length;
	}
	return 0;
}
