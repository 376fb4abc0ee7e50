/** Learning curves: rows of named numbers, thinned by halves so that any training fits in a record. */
import { element } from "../../../core/elements.js";
import type { History } from "../../../core/record.js";

const mostRows = 400;

export type Row = Readonly<Record<string, number>>;

export class LearningCurve {
	#rows: Row[] = [];
	/** One row in `stride` is kept. */
	#stride = 1;
	#seen = 0;

	add(row: Row): void {
		if (this.#seen++ % this.#stride === 0) this.#rows.push(row);
		if (this.#rows.length <= mostRows) return;
		this.#rows = this.#rows.filter((_, i) => i % 2 === 0);
		this.#stride *= 2;
	}

	/** Columns in order of appearance; a number that is missing or not finite is null. */
	history(): History {
		const names = new Set(this.#rows.flatMap((row) => Object.keys(row)));
		const columns: Record<string, (number | null)[]> = {};
		for (const name of names) {
			columns[name] = this.#rows.map((row) => {
				const value = row[name];
				return value !== undefined && Number.isFinite(value) ? value : null;
			});
		}
		return { phase: "train", columns };
	}

	save(): CurveState {
		return {
			columns: this.history().columns,
			stride: this.#stride,
			seen: this.#seen,
		};
	}

	static restore(state: CurveState): LearningCurve {
		const curve = new LearningCurve();
		const names = Object.keys(state.columns);
		const length = Object.values(state.columns)[0]?.length ?? 0;
		for (let i = 0; i < length; i++) {
			const row: Record<string, number> = {};
			for (const name of names) {
				const value = element(element(state.columns, name), i);
				if (value !== null) row[name] = value;
			}
			curve.#rows.push(row);
		}
		curve.#stride = state.stride;
		curve.#seen = state.seen;
		return curve;
	}
}

export interface CurveState {
	readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
	readonly stride: number;
	readonly seen: number;
}
