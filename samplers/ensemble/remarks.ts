/** What is suspicious about finished configurations, seen while they pass by. Nothing is changed or left out. */

import type { Action } from "../../actions/action.js";
import { roundingOf } from "../../actions/float64-action.js";
import { digits } from "../../core/digits.js";
import { isRealScalar } from "../../core/field-space.js";
import { autocorrelation } from "../../core/statistics/chains/autocorrelation.js";
import { deviations } from "../../core/statistics/chains/gamma-method.js";
import { transient } from "../../core/statistics/chains/transient.js";

/** Draws of which it is remembered whether they were seen. */
const mostRemembered = 1 << 20;
/** Fewest draws of which anything is said. */
const few = 32;
/** Chance of suggesting a cut in a thermalised chain. */
const level = 1e-4;
/** Autocorrelation times of S that a chain should have. */
const shortest = 50;

/** Configurations of one block, in the order of the ensemble. */
interface Seen {
	readonly fields: Float32Array | Float64Array;
	/** S, recomputed. */
	readonly action: Float64Array;
	/** S as the file says. */
	readonly declared?: ArrayLike<number>;
	readonly logWeights?: Float64Array;
	/** 1 where a configuration differs from the one before it in its chain. */
	readonly moved?: Uint8Array;
	readonly chains: number;
}

export class Remarks {
	private readonly seen = new Set<number>();
	private readonly series: number[][] = [];
	private count = 0;
	private repeated = 0;
	private moves = 0;
	private ascending = 0;
	private last = Number.NaN;
	private positive = 0;
	private worst = { excess: 0, ours: 0, theirs: 0 };

	constructor(
		private readonly action: Action,
		private readonly every: number,
	) {}

	add({ fields, action, declared, logWeights, moved, chains }: Seen): void {
		const { size } = this.action.space;
		const rows = action.length;
		for (let i = 0; i < rows; i++) {
			const from = i * size;
			if (isRealScalar(this.action.space)) {
				let sum = 0;
				for (let x = 0; x < size; x++) sum += fields[from + x];
				if (sum > 0) this.positive++;
			}
			if (declared !== undefined) this.compare(action[i], declared[i]);
			if (logWeights !== undefined) {
				if (logWeights[i] > this.last) this.ascending++;
				this.last = logWeights[i];
				this.remember(action[i], fields[from], fields[from + size - 1]);
			}
			if (moved?.[i] === 1) this.moves++;
		}
		this.count += rows;
		if (logWeights !== undefined) return;
		const length = rows / chains;
		for (let c = 0; c < chains; c++) {
			this.series[c] ??= [];
			for (let i = 0; i < length; i++)
				this.series[c].push(action[c * length + i]);
		}
	}

	private compare(ours: number, theirs: number): void {
		const { size } = this.action.space;
		const tolerance = roundingOf(
			{ value: ours, magnitude: Math.abs(ours) + size },
			size,
		);
		const excess = Math.abs(ours - theirs) / tolerance;
		if (excess > this.worst.excess) this.worst = { excess, ours, theirs };
	}

	/** Equal configurations have equal S and equal ends; different ones hardly ever. */
	private remember(s: number, first: number, last: number): void {
		if (this.seen.size >= mostRemembered) return;
		const mark = s + Math.PI * first + Math.E * last;
		if (this.seen.has(mark)) this.repeated++;
		else this.seen.add(mark);
	}

	/** The share of steps of a chain in which it moved, where some did not: an estimate of the acceptance. */
	facts(): Readonly<Record<string, number>> {
		const transitions = this.count - this.series.length;
		return this.series.length > 0 && this.moves < transitions
			? { acceptanceByRepeats: this.moves / transitions }
			: {};
	}

	/** One sentence each. */
	sentences(): readonly string[] {
		if (this.count < few) return [];
		return [
			...this.aboutDeclared(),
			...this.aboutSign(),
			...(this.series.length > 0 ? this.aboutChains() : this.aboutWeights()),
		];
	}

	private aboutDeclared(): string[] {
		const { excess, ours, theirs } = this.worst;
		return excess > 1
			? [
					`the file says S = ${digits(theirs)} where S is ${digits(ours)}, recomputed from its fields; the recomputed one is used`,
				]
			: [];
	}

	private aboutSign(): string[] {
		const { space, symmetries } = this.action;
		if (!isRealScalar(space) || !symmetries.has("signFlip")) return [];
		return this.positive === 0 || this.positive === this.count
			? [
					`the mean of the field is ${this.positive === 0 ? "negative" : "positive"} in all ${this.count} configurations, and S(−φ) = S(φ): one of two modes is missing`,
				]
			: [];
	}

	private aboutWeights(): string[] {
		const steps = this.count - 1;
		const sorted = Math.abs(this.ascending / steps - 0.5) > 0.45;
		return [
			...(this.repeated > 0
				? [
						`${this.repeated} of ${this.count} weighted configurations are repetitions: if they were accepted and rejected or resampled already, they are a chain and must not be weighted again`,
					]
				: []),
			...(sorted
				? [
						"the configurations are sorted by their weights: errors that rest on their order, and every part of the file, are wrong",
					]
				: []),
		];
	}

	private aboutChains(): string[] {
		const lengths = this.series.map(({ length }) => length);
		const transitions = this.count - lengths.length;
		const kept = transitions - this.moves;
		const out: string[] = [];
		if (this.every === 1 && transitions >= few && kept === 0)
			out.push(
				"no configuration is repeated: if the chain accepts and rejects, as one made from a flow does, the repetitions after rejections were left out, and averages are biased",
			);
		const series = this.series.map((values) => Float64Array.from(values));
		const cuts = series.map((values) => transient(values, level));
		const cut = Math.max(...cuts.map((found) => found?.cut ?? 0));
		if (cut > 0)
			out.push(
				`the first ${cut} configurations of a chain differ in S from its later half: they look unthermalised, and nothing was cut; leave them out of the file if they are`,
			);
		else if (cuts.some((found) => found?.stationary === false))
			out.push(
				"S drifts along the chain: it is not stationary, and no cut helps",
			);
		const { tauInt } = autocorrelation(deviations(series).deltas);
		const shortestChain = Math.min(...lengths);
		if (tauInt !== undefined && shortestChain < 2 * shortest * tauInt)
			out.push(
				`the chain has ${shortestChain} configurations, fewer than ${shortest} times 2 τ_int = ${digits(2 * tauInt)} of S`,
			);
		return out;
	}
}
