/**
 * The kernel of the flow in one thread: two samples at a time, links as in a field (angles, quaternions,
 * matrices) in float64.
 */
import { element } from "../../../core/elements.js";
import { type Heap, loadKernel } from "../../../core/kernels/load.js";
import {
	coefficientsAt,
	type GaugeModel,
	slopeFactor,
	timeBasis,
} from "../model.js";

/** Samples in the lanes. */
export const lanes = 2;

const reals = { U1: 1, SU2: 4, SU3: 18 } as const;

/** What the kernel reads at a time: the factor of the slopes, T_j(t), and the coefficients. */
export function rowOf(
	model: GaugeModel,
	beta: number,
	t: number,
	coefficients: Float64Array,
): Float64Array {
	return Float64Array.of(
		slopeFactor(model.group, beta, t),
		...timeBasis(t, model.timeModes),
		...coefficients,
	);
}

/** The rows of n steps from t = 0 to 1, or back, at 2 n + 1 times. */
export function rowsOf(
	model: GaugeModel,
	parameters: ArrayLike<number>,
	beta: number,
	steps: number,
	backwards = false,
): Float64Array[] {
	return Array.from({ length: 2 * steps + 1 }, (_, i) => {
		const done = i / (2 * steps);
		const t = backwards ? 1 - done : done;
		return rowOf(model, beta, t, coefficientsAt(model, parameters, t));
	});
}

export class GaugeKernel {
	readonly model: GaugeModel;
	/** Reals of a configuration. */
	readonly size: number;
	readonly #exports: KernelModules["samplers/gauge-continuous/simd/u1"];
	readonly #heap: Heap;
	readonly #field: { readonly address: number; readonly view: Float64Array };
	readonly #mark: number;
	readonly #results: number;

	constructor(model: GaugeModel) {
		const { group, shape, reach, powers, factors, means } = model;
		const { exports, heap } = loadKernel(
			`samplers/gauge-continuous/simd/${group.toLowerCase() as Lowercase<typeof group>}`,
		);
		this.model = model;
		this.#exports = exports;
		this.#heap = heap;
		this.size = 2 * shape[0] * shape[1] * reals[group];
		exports.configure(
			...shape,
			...reach,
			powers,
			factors,
			means,
			model.timeModes,
			model.reflections,
		);
		this.#field = heap.float64(this.size);
		const memory = heap.float64(Math.ceil(exports.layout(0) / 8));
		exports.layout(memory.address);
		this.#results = exports.resultsAt();
		this.#mark = heap.mark();
	}

	insert(lane: number, field: ArrayLike<number>): void {
		this.#field.view.set(field);
		this.#exports.insert(lane, this.#field.address);
	}

	/** A view that the next call overwrites. */
	extract(lane: number): Float64Array {
		this.#exports.extract(lane, this.#field.address);
		return this.#field.view;
	}

	/** Integrates over `steps` steps of length h, whose rows are at 2 `steps` + 1 times. */
	run(rows: readonly Float64Array[], h: number, rates: boolean): void {
		const pitch = element(rows, 0).length;
		this.#heap.reset(this.#mark);
		const table = this.#heap.float64(rows.length * pitch);
		for (const [i, row] of rows.entries()) table.view.set(row, i * pitch);
		this.#exports.start();
		for (let row = 0; row + 2 < rows.length; row += 2)
			this.#exports.step(h, table.address + 8 * row * pitch, 8 * pitch, rates);
	}

	/** Computes div v_a and the slope of each term at the links as they are. */
	look(): void {
		const { timeModes, terms } = this.model;
		this.#heap.reset(this.#mark);
		const row = this.#heap.float64(1 + timeModes + terms);
		row.view.fill(0);
		this.#exports.look(row.address);
	}

	/** Computes the sum of Re tr P at the links as they are. */
	trace(): void {
		this.#exports.trace();
	}

	traces(lane: number): number {
		return this.#result(1, lane);
	}

	divergence(term: number, lane: number): number {
		return this.#result(2 + term, lane);
	}

	slope(term: number, lane: number): number {
		return this.#result(2 + this.model.terms + term, lane);
	}

	/** Integral of the divergence over the last run. */
	integral(lane: number): number {
		return this.#result(2 + 2 * this.model.terms, lane);
	}

	/** Integral of the rate of a parameter over the last run. */
	rate(parameter: number, lane: number): number {
		return this.#result(3 + 2 * this.model.terms + parameter, lane);
	}

	#result(index: number, lane: number): number {
		const view = new Float64Array(
			this.#heap.memory.buffer,
			this.#results + 16 * index,
			lanes,
		);
		return element(view, lane);
	}
}
