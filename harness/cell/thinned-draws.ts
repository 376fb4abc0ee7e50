/**
 * Keeps configurations of chains during drawing, although the distance that makes them independent
 * is known only at the end. It keeps every `stride`-th configuration of each chain. When there are
 * too many, it drops every second one and doubles the stride.
 */
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";

/** Most configurations to hand out, and most bytes of them. Twice as many are kept while drawing. */
const mostDraws = 4096;
const mostBytes = 2 ** 24;

/** The part that a checkpoint keeps. */
export interface ThinnedState {
	readonly stride: number;
	/** Number of measurements of each chain so far. */
	readonly length: number;
	/** Those that are kept: fewer than there are, where one configuration of each were too much. */
	readonly chains: number;
	/** Chain after chain, [kept, ...space.shape] and [kept]. */
	readonly fields: Float32Array;
	readonly action: Float64Array;
}

interface Draw {
	readonly field: Float32Array;
	readonly action: number;
}

export class ThinnedDraws {
	private readonly capacity: number;
	private stride = 1;
	private length = 0;
	private kept: Draw[][] = [];

	/** @param size number of reals in a configuration, `space.size` */
	constructor(private readonly size: number) {
		this.capacity = Math.max(
			1,
			Math.min(mostDraws, Math.floor(mostBytes / (4 * size))),
		);
	}

	/** Ignores weighted draws. */
	add({ count, fields, action, structure }: Ensemble): void {
		if (structure.kind !== "chains") return;
		const { chains } = structure;
		const every = Math.ceil(chains / this.capacity);
		if (this.kept.length === 0)
			this.kept = Array.from({ length: Math.ceil(chains / every) }, () => []);
		const length = count / chains;
		const size = this.size;
		for (let i = 0; i < length; i++, this.length++) {
			if (this.length % this.stride !== 0) continue;
			for (const [k, kept] of this.kept.entries()) {
				const at = k * every * length + i;
				const from = at * size;
				// A copy of equal numbers is far quicker than one element by element.
				const field = new Float32Array(fields.subarray(from, from + size));
				kept.push({ field, action: element(action, at) });
			}
			const { length: chainsKept } = this.kept;
			if (chainsKept * element(this.kept, 0).length > 2 * this.capacity)
				this.halve();
		}
	}

	private halve(): void {
		this.kept = this.kept.map((chain) => chain.filter((_, i) => i % 2 === 0));
		this.stride *= 2;
	}

	/** Draws that are at least `distance` measurements apart in each chain, as many as there is room for. */
	thinned(distance: number): {
		readonly fields: Float32Array;
		readonly action: Float64Array;
	} {
		const all = this.kept.reduce((sum, chain) => sum + chain.length, 0);
		const step = Math.max(
			1,
			Math.ceil(distance / this.stride),
			Math.ceil(all / this.capacity),
		);
		return this.joined(
			this.kept.flatMap((chain) => chain.filter((_, i) => i % step === 0)),
		);
	}

	/** Undefined if nothing was kept. */
	save(): ThinnedState | undefined {
		if (this.kept.length === 0) return undefined;
		return {
			stride: this.stride,
			length: this.length,
			chains: this.kept.length,
			...this.joined(this.kept.flat()),
		};
	}

	restore({ stride, length, chains, fields, action }: ThinnedState): void {
		const size = this.size;
		const each = chains === 0 ? 0 : action.length / chains;
		this.stride = stride;
		this.length = length;
		this.kept = Array.from({ length: chains }, (_, c) =>
			Array.from({ length: each }, (_, i) => {
				const at = c * each + i;
				const from = at * size;
				return {
					field: fields.slice(from, from + size),
					action: element(action, at),
				};
			}),
		);
	}

	private joined(draws: readonly Draw[]) {
		const fields = new Float32Array(draws.length * this.size);
		draws.forEach(({ field }, i) => {
			fields.set(field, i * this.size);
		});
		return { fields, action: Float64Array.from(draws, (draw) => draw.action) };
	}
}
