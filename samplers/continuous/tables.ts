/**
 * Turns the parameters of the equivariant flow into the tables that its kernel reads, and gradients
 * back. The tables are the channels T_f(u) at the nodes (nodes.ts) and, for every time of the
 * integrator,
 *
 *   multipliers P^f_k(t) = sum_o character[k][o] W^f_o(t) / V,     trace G(t, u) = sum_f W^f_0(t) T_f(u).
 */
import { type CnfModel, timeBasis } from "./model.js";
import { KernelModes } from "./modes.js";
import { ChannelNodes, type SplineGrid } from "./nodes.js";

export class CnfTables {
	readonly model: CnfModel;
	readonly grid: SplineGrid;
	/** F rounded up to a multiple of 4. The additional channels are zero. */
	readonly channels: number;
	readonly #nodes: ChannelNodes;
	readonly #modes: KernelModes;
	#parameters = new Float32Array(0);

	constructor(model: CnfModel, grid: SplineGrid) {
		this.model = model;
		this.grid = grid;
		this.#nodes = new ChannelNodes(model, grid);
		this.#modes = new KernelModes(model);
		this.channels = this.#nodes.channels;
	}

	/** Takes new parameters. Returns false if they are the present ones. */
	update(parameters: Float32Array): boolean {
		if (same(this.#parameters, parameters)) return false;
		this.#parameters = parameters.slice();
		this.#nodes.update(parameters);
		this.#modes.update(parameters);
		return true;
	}

	/** T [rows, channels]. */
	writeNodes(out: Float32Array): void {
		out.set(this.#nodes.values);
	}

	/** P [2n + 1, orbits, channels] and G [2n + 1, rows]. */
	writeTimes(steps: number, multipliers: Float32Array, traces: Float32Array) {
		const { config, orbits, times } = this.model;
		const basis = timeBasis(config.timeModes, steps);
		const spectrum = this.#modes.spectrum();
		multipliers.fill(0);
		for (let time = 0; time <= 2 * steps; time++) {
			for (let k = 0; k < orbits.count; k++) {
				const to = (time * orbits.count + k) * this.channels;
				for (let f = 0; f < config.bonds; f++) {
					const from = (k * config.bonds + f) * times;
					let sum = 0;
					for (let m = 0; m < times; m++)
						sum += spectrum[from + m] * basis[time * times + m];
					multipliers[to + f] = sum;
				}
			}
		}
		const origin = this.#modes.origin(basis);
		const nodes = this.#nodes.values;
		const { rows } = this.grid;
		for (let time = 0; time <= 2 * steps; time++) {
			const weights = origin.subarray(
				time * config.bonds,
				(time + 1) * config.bonds,
			);
			for (let row = 0; row < rows; row++) {
				let sum = 0;
				for (let f = 0; f < config.bonds; f++)
					sum += weights[f] * nodes[row * this.channels + f];
				traces[time * rows + row] = sum;
			}
		}
	}

	/**
	 * Adds the gradients from the kernel's accumulators to `gradient`: nodes [rows, channels],
	 * multipliers [2n + 1, orbits, channels], traces [2n + 1, rows]. Only rows below `used` differ from zero.
	 */
	pullBack(
		steps: number,
		used: number,
		nodeGradient: Float32Array,
		multiplierGradient: Float32Array,
		traceGradient: Float32Array,
		gradient: Float64Array,
	): void {
		const { config, times, orbits } = this.model;
		const { rows } = this.grid;
		const { bonds } = config;
		const basis = timeBasis(config.timeModes, steps);
		const origin = this.#modes.origin(basis);
		const spectrum = new Float64Array(orbits.count * bonds * times);
		const atOrigin = new Float64Array(bonds * times);
		const nodes = new Float64Array(used * bonds);
		for (let row = 0; row < used; row++) {
			for (let f = 0; f < bonds; f++)
				nodes[row * bonds + f] = nodeGradient[row * this.channels + f];
		}
		const weights = new Float64Array(bonds);
		for (let time = 0; time <= 2 * steps; time++) {
			for (let k = 0; k < orbits.count; k++) {
				const from = (time * orbits.count + k) * this.channels;
				for (let f = 0; f < bonds; f++) {
					const sum = multiplierGradient[from + f];
					const to = (k * bonds + f) * times;
					for (let m = 0; m < times; m++)
						spectrum[to + m] += sum * basis[time * times + m];
				}
			}
			weights.fill(0);
			for (let row = 0; row < used; row++) {
				const value = traceGradient[time * rows + row];
				const to = row * bonds;
				const from = row * this.channels;
				for (let f = 0; f < bonds; f++) {
					weights[f] += value * this.#nodes.values[from + f];
					nodes[to + f] += value * origin[time * bonds + f];
				}
			}
			for (let f = 0; f < bonds; f++) {
				for (let m = 0; m < times; m++)
					atOrigin[f * times + m] += weights[f] * basis[time * times + m];
			}
		}
		this.#modes.pullBack(this.#parameters, spectrum, atOrigin, gradient);
		this.#nodes.pullBack(this.#parameters, used, nodes, gradient);
	}
}

/** Sum of the numbers of all lanes at an entry. */
export function laneSum(
	values: Float32Array,
	entry: number,
	lanes: 1 | 4,
): number {
	if (lanes === 1) return values[entry];
	const at = 4 * entry;
	return values[at] + values[at + 1] + (values[at + 2] + values[at + 3]);
}

function same(a: Float32Array, b: Float32Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
