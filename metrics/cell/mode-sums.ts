/**
 * G(k) = ⟨|φ̃(k)|²⟩ / V at the low momenta of a two-dimensional scalar field. It is summed during drawing,
 * so that no configuration must be kept:
 *
 *   φ̃(k) = Σ_x φ_x exp(−i k x),   k = 2π (n₁/L₁, n₂/L₂),   0 ≤ n₁, n₂ ≤ 8.
 *
 * k and its reflections have the same G(k), so the upper quadrant is enough. The error comes from a
 * jackknife over chains, or over parts of chains if there are few. It contains autocorrelation that is
 * shorter than a part. Weighted draws enter with their weights, as a ratio of sums.
 */
import type { Diagnostics } from "../../core/diagnostics.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { FieldSpace } from "../../core/field-space.js";
import { lowModes } from "./low-modes.js";

/** Blocks of the jackknife, at least, or at most where there are more chains. */
const blocks = 32;
/** Highest momentum in units of 2π/L. */
const highest = 8;
/** Most configurations that are transformed: more would cost time and tell little. */
const mostConfigurations = 20_000;

export interface ModeState {
	/** Largest log weight so far; sums are in units of its weight. Absent before the first draw. */
	readonly reference?: number | undefined;
	/** Configurations of each chain so far. */
	readonly seen: number;
	/** [blocks, 1 + modes]: the sum of weights, then of weights times |φ̃|²/V. Empty before the first draw. */
	readonly sums: number[];
}

/** Whether momenta of this field can be shown as a picture. */
export function hasModes({
	lattice,
	per,
	manifold,
	components,
}: FieldSpace): boolean {
	return (
		lattice.dimension === 2 &&
		per === "site" &&
		manifold === "line" &&
		components === 1
	);
}

export class ModeSums {
	readonly #extents: readonly [number, number];
	readonly #counts: readonly [number, number];
	readonly #modesOf: ReturnType<typeof lowModes>;
	readonly #wanted: number;
	#state: ModeState;

	/** @param wanted configurations that will be drawn, over all chains */
	constructor({ lattice }: FieldSpace, wanted: number) {
		const [rows = 1, columns = 1] = lattice.shape;
		const countOf = (extent: number) =>
			Math.min(highest, Math.floor(extent / 2)) + 1;
		this.#extents = [rows, columns];
		this.#counts = [countOf(rows), countOf(columns)];
		this.#modesOf = lowModes(this.#extents, this.#counts);
		this.#wanted = wanted;
		this.#state = {
			seen: 0,
			sums: [],
		};
	}

	/** Numbers of a block. */
	get #width(): number {
		const [first, second] = this.#counts;
		return 1 + first * second;
	}

	add({ count, fields, structure }: Ensemble): void {
		const chains = structure.kind === "chains" ? structure.chains : 1;
		const length = count / chains;
		const total = Math.max(1, this.#wanted / chains);
		const parts = Math.ceil(blocks / chains);
		const many = chains > blocks ? blocks : chains * parts;
		const stride = Math.ceil(this.#wanted / mostConfigurations);
		const size = this.#extents[0] * this.#extents[1];
		const width = this.#width;
		let { reference = Number.NEGATIVE_INFINITY, seen } = this.#state;
		const sums =
			this.#state.sums.length === 0
				? new Array<number>(many * width).fill(0)
				: [...this.#state.sums];
		for (let i = 0; i < length; i++, seen++) {
			if (seen % stride !== 0) continue;
			const part = Math.min(parts - 1, Math.floor((parts * seen) / total));
			const logWeight =
				structure.kind === "chains" ? 0 : element(structure.logWeights, i);
			if (logWeight === Number.NEGATIVE_INFINITY) continue;
			if (logWeight > reference) {
				const shrink = Math.exp(reference - logWeight);
				for (let j = 0; j < sums.length; j++) sums[j] = (sums[j] ?? 0) * shrink;
				reference = logWeight;
			}
			const weight = Math.exp(logWeight - reference);
			for (let c = 0; c < chains; c++) {
				const from = (c * length + i) * size;
				const modes = this.#modesOf(fields.subarray(from, from + size));
				const block =
					chains > blocks
						? Math.floor((c * blocks) / chains)
						: c * parts + part;
				const at = block * width;
				sums[at] = (sums[at] ?? 0) + weight;
				for (let m = 0; m < modes.length; m++)
					sums[at + 1 + m] = (sums[at + 1 + m] ?? 0) + weight * (modes[m] ?? 0);
			}
		}
		this.#state = {
			...(Number.isFinite(reference) ? { reference } : {}),
			seen,
			sums,
		};
	}

	save(): ModeState {
		return this.#state;
	}

	/** Nothing happens where it was kept for another lattice. */
	restore(state: ModeState): void {
		if (state.sums.length % this.#width === 0) this.#state = state;
	}

	/** Undefined where fewer than two blocks hold anything. */
	result(): Diagnostics["modes"] {
		const width = this.#width;
		const { sums: all } = this.#state;
		const rows = Array.from({ length: all.length / width }, (_, b) =>
			all.slice(b * width, (b + 1) * width),
		).filter(([weight = 0]) => weight > 0);
		if (rows.length < 2) return undefined;
		const total = Array.from({ length: width }, (_, j) =>
			rows.reduce((sum, row) => sum + (row[j] ?? 0), 0),
		);
		const [weight = 1, ...sums] = total;
		const value = sums.map((sum) => sum / weight);
		const error = sums.map((sum, m) => {
			const left = rows.map(
				(row) => (sum - (row[m + 1] ?? 0)) / (weight - (row[0] ?? 0)),
			);
			const mean = left.reduce((a, b) => a + b, 0) / left.length;
			const spread = left.reduce((a, b) => a + (b - mean) ** 2, 0);
			return Math.sqrt(((left.length - 1) / left.length) * spread);
		});
		if (![...value, ...error].every(Number.isFinite)) return undefined;
		return {
			extents: [...this.#extents],
			shape: [...this.#counts],
			value: value.map(short),
			error: error.map(short),
		};
	}
}

function short(value: number): number {
	return Number(value.toPrecision(6));
}
