/**
 * A range of one coupling lambda, and parameters as functions of it:
 *
 *   theta(lambda) = sum_{j <= order} Theta_j T_j(u),     u = (2 lambda - low - high) / (high - low).
 *
 * T_j are the Chebyshev polynomials. Parameters that are not expanded have only j = 0. In training,
 * `group` consecutive samples share a coupling, u = -cos(pi v_g), where v_g is the g-th point of
 * the golden ratio's sequence in [0, 1]. Any few consecutive groups then cover the range evenly in
 * the measure in which the polynomials are orthogonal, which is denser at the ends. The coupling of
 * a sample depends only on its number.
 */
import type { FlowSettings, ParameterLayout } from "../../flow/flow.js";

export interface CouplingRange {
	readonly low: number;
	readonly high: number;
	/** Degree of the highest polynomial. */
	readonly order: number;
	/** Number of consecutive samples of a stream that share a coupling. */
	readonly group: number;
}

/** The power of the field whose coefficient is lambda. */
export const power = 4;

const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** The coupling of sample `number`: `lambda` of the settings, or else that of its group. */
export function couplingOf(
	{ low, high, group }: CouplingRange,
	settings: FlowSettings,
	number: number,
): number {
	if (settings.lambda !== undefined) return settings.lambda;
	const turns = (Math.floor(number / group) + 0.5) * goldenRatio;
	const u = -Math.cos(Math.PI * (turns - Math.floor(turns)));
	return low + 0.5 * (high - low) * (1 + u);
}

/** Calls `each` for runs of consecutive samples that share a coupling, beginning with number `first`. */
export function eachCoupling(
	range: CouplingRange,
	settings: FlowSettings,
	first: number,
	count: number,
	each: (coupling: number, start: number, length: number) => void,
): void {
	const { group } = range;
	for (let start = 0; start < count; ) {
		const left = group - ((first + start) % group);
		const fixed = settings.lambda !== undefined;
		const length = fixed ? count : Math.min(left, count - start);
		each(couplingOf(range, settings, first + start), start, length);
		start += length;
	}
}

/** T_0 ... T_order at a coupling. */
export function polynomials(range: CouplingRange, coupling: number): number[] {
	const u = (2 * coupling - range.low - range.high) / (range.high - range.low);
	const values = [1, u];
	while (values.length <= range.order)
		values.push(2 * u * values[values.length - 1] - values[values.length - 2]);
	return values.slice(0, range.order + 1);
}

/** The parts of theta that depend on the coupling, as [offset, size] in ascending order. */
export type Expanded = readonly (readonly [offset: number, size: number])[];

/** Theta_0 has the layout of theta. Theta_1, Theta_2, ... follow for the expanded parts. */
export class Expansion {
	/** Number of parameters of one further order. */
	readonly width: number;

	constructor(
		readonly range: CouplingRange,
		/** Number of parameters theta. */
		readonly size: number,
		readonly expanded: Expanded,
	) {
		this.width = expanded.reduce((sum, [, length]) => sum + length, 0);
	}

	/** Number of parameters Theta. */
	get total(): number {
		return this.size + this.range.order * this.width;
	}

	/** Writes theta at a coupling to `out`. */
	at(all: Float32Array, coupling: number, out: Float32Array): Float32Array {
		out.set(all.subarray(0, this.size));
		const [, ...higher] = polynomials(this.range, coupling);
		let from = this.size;
		let sum = 0;
		for (const [offset, length] of this.expanded) {
			for (let i = 0; i < length; i++) {
				sum = all[offset + i];
				for (const [j, value] of higher.entries())
					sum += value * all[from + j * this.width + i];
				out[offset + i] = sum;
			}
			from += length;
		}
		return out;
	}

	/** Theta_j in the layout of theta, with zeros where nothing is expanded. */
	part(all: Float32Array, order: number): Float32Array {
		if (order === 0) return all.slice(0, this.size);
		const out = new Float32Array(this.size);
		let from = this.size + (order - 1) * this.width;
		for (const [offset, length] of this.expanded) {
			out.set(all.subarray(from, from + length), offset);
			from += length;
		}
		return out;
	}

	/** Writes such a vector to its place in Theta. */
	put(all: Float32Array, order: number, part: Float32Array): void {
		if (order === 0) {
			all.set(part);
			return;
		}
		let to = this.size + (order - 1) * this.width;
		for (const [offset, length] of this.expanded) {
			all.set(part.subarray(offset, offset + length), to);
			to += length;
		}
	}

	/** Adds d loss / d Theta to `gradient`, from d loss / d theta at a coupling. */
	pullBack(
		slopes: Float64Array,
		coupling: number,
		gradient: Float64Array,
	): void {
		for (let i = 0; i < this.size; i++) gradient[i] += slopes[i];
		const [, ...higher] = polynomials(this.range, coupling);
		for (const [j, value] of higher.entries()) {
			let to = this.size + j * this.width;
			for (const [offset, length] of this.expanded) {
				for (let i = 0; i < length; i++)
					gradient[to + i] += value * slopes[offset + i];
				to += length;
			}
		}
	}
}

/** The blocks of theta, followed by those of every further order. */
export function expandedLayout(
	base: ParameterLayout,
	names: readonly string[],
	order: number,
): ParameterLayout {
	const chosen = base.blocks.filter(({ name }) => names.includes(name));
	const blocks = [...base.blocks];
	let { size } = base;
	for (let j = 1; j <= order; j++) {
		for (const { name, shape } of chosen) {
			blocks.push({ name: `${name} T${j}`, shape, offset: size });
			size += shape.reduce((product, extent) => product * extent, 1);
		}
	}
	return { size, blocks };
}

/** The places of the named blocks. */
export function expandedOf(
	base: ParameterLayout,
	names: readonly string[],
): Expanded {
	return base.blocks
		.filter(({ name }) => names.includes(name))
		.map(({ shape, offset }) => [
			offset,
			shape.reduce((product, extent) => product * extent, 1),
		]);
}
