/**
 * From the parameters of the equivariant flow to the tables its kernel reads, and gradients back.
 *
 *   coefficients of g_f at node u:   T_f(u) = sum_a B_fa s_a sin(w_a u) / A + B_f,lin u / A,
 *   multipliers at time t:           P^f_k(t) = sum_o character[k][o] W^f_o(t) / V,
 *   trace at time t, node u:         G(t, u) = sum_f W^f_0(t) T_f(u).
 *
 * Cubic B-splines take exponentials to multiples of themselves, so the coefficients that interpolate
 * sin(w u) at the nodes are s sin(w u), s = 3 / (2 + cos(w h)); linear functions are their own.
 */
import { blocksOf, type CnfModel, timeBasis } from "./model.js";

/** Nodes u = (row - 1) h, row = 0 ... rows - 1. */
export interface SplineGrid {
	readonly spacing: number;
	readonly rows: number;
}

export class CnfTables {
	readonly model: CnfModel;
	readonly grid: SplineGrid;
	/** F rounded up to a multiple of 4; further channels are zero. */
	readonly channels: number;
	/** T [rows, channels]. */
	readonly nodes: Float64Array;
	readonly #sines: Float64Array;
	readonly #cosines: Float64Array;
	/** W^f_o in the basis of time: [orbits, F, 2M + 1]. */
	readonly #modes: Float64Array;
	#parameters = new Float32Array(0);

	constructor(model: CnfModel, grid: SplineGrid) {
		this.model = model;
		this.grid = grid;
		const { config, orbits, times } = model;
		this.channels = 4 * Math.ceil(config.bonds / 4);
		this.nodes = new Float64Array(grid.rows * this.channels);
		const angles = grid.rows * (config.frequencies - 1);
		this.#sines = new Float64Array(angles);
		this.#cosines = new Float64Array(angles);
		this.#modes = new Float64Array(orbits.count * config.bonds * times);
	}

	/** Takes new parameters; false where they are the ones it has. */
	update(parameters: Float32Array): boolean {
		if (same(this.#parameters, parameters)) return false;
		this.#parameters = parameters.slice();
		this.#updateNodes();
		this.#updateModes();
		return true;
	}

	#updateNodes(): void {
		const { config } = this.model;
		const { spacing, rows } = this.grid;
		const { frequencies, bonds } = blocksOf(this.model, this.#parameters);
		const waves = frequencies.length;
		for (let a = 0; a < waves; a++) {
			// Angles by rotation: one sine and cosine for each frequency.
			const stepCosine = Math.cos(frequencies[a] * spacing);
			const stepSine = Math.sin(frequencies[a] * spacing);
			let cosine = stepCosine;
			let sine = -stepSine;
			for (let at = a; at < rows * waves; at += waves) {
				this.#sines[at] = sine;
				this.#cosines[at] = cosine;
				const next = cosine * stepCosine - sine * stepSine;
				sine = sine * stepCosine + cosine * stepSine;
				cosine = next;
			}
		}
		const scaled = new Float64Array(config.bonds * config.frequencies);
		for (let f = 0; f < config.bonds; f++) {
			for (let a = 0; a <= waves; a++) {
				const i = f * config.frequencies + a;
				const scale =
					a < waves ? 3 / (2 + Math.cos(frequencies[a] * spacing)) : 1;
				scaled[i] = (bonds[i] * scale) / config.frequencies;
			}
		}
		for (let row = 0; row < rows; row++) {
			const u = (row - 1) * spacing;
			for (let f = 0; f < config.bonds; f++) {
				const first = f * config.frequencies;
				let sum = scaled[first + waves] * u;
				for (let a = 0; a < waves; a++)
					sum += scaled[first + a] * this.#sines[row * waves + a];
				this.nodes[row * this.channels + f] = sum;
			}
		}
	}

	#updateModes(): void {
		const { config, times } = this.model;
		const { kernel, timeBonds } = blocksOf(this.model, this.#parameters);
		const bonds = config.timeBonds;
		for (let of = 0; of * bonds < kernel.length; of++) {
			for (let m = 0; m < times; m++) {
				let sum = 0;
				for (let k = 0; k < bonds; k++)
					sum += kernel[of * bonds + k] * timeBonds[k * times + m];
				this.#modes[of * times + m] = sum / times;
			}
		}
	}

	/** T as the kernel reads it: [channels / 4, rows, 4]. */
	writeNodes(out: Float32Array): void {
		const { rows } = this.grid;
		for (let f = 0; f < this.channels; f++) {
			const start = (f >> 2) * rows * 4 + (f & 3);
			for (let row = 0; row < rows; row++)
				out[start + 4 * row] = this.nodes[row * this.channels + f];
		}
	}

	/** P [2n + 1, channels / 4, orbits, 4] and G [2n + 1, rows]. */
	writeTimes(steps: number, multipliers: Float32Array, traces: Float32Array) {
		const { config, orbits, times, lattice } = this.model;
		const basis = timeBasis(config.timeModes, steps);
		const spectrum = this.#spectrum(this.#modes, 1 / lattice.sites, false);
		multipliers.fill(0);
		for (let time = 0; time <= 2 * steps; time++) {
			const first = time * this.channels * orbits.count;
			for (let k = 0; k < orbits.count; k++) {
				for (let f = 0; f < config.bonds; f++) {
					const from = (k * config.bonds + f) * times;
					let sum = 0;
					for (let m = 0; m < times; m++)
						sum += spectrum[from + m] * basis[time * times + m];
					multipliers[first + ((f >> 2) * orbits.count + k) * 4 + (f & 3)] =
						sum;
				}
			}
		}
		const origin = this.#origin(basis);
		const { rows } = this.grid;
		for (let time = 0; time <= 2 * steps; time++) {
			const weights = origin.subarray(
				time * config.bonds,
				(time + 1) * config.bonds,
			);
			for (let row = 0; row < rows; row++) {
				let sum = 0;
				for (let f = 0; f < config.bonds; f++)
					sum += weights[f] * this.nodes[row * this.channels + f];
				traces[time * rows + row] = sum;
			}
		}
	}

	/** W^f_0(t): [times, F]. */
	#origin(basis: Float64Array): Float64Array {
		const { config, times } = this.model;
		const count = basis.length / times;
		const origin = new Float64Array(count * config.bonds);
		for (let time = 0; time < count; time++) {
			for (let f = 0; f < config.bonds; f++) {
				let sum = 0;
				for (let m = 0; m < times; m++)
					sum += this.#modes[f * times + m] * basis[time * times + m];
				origin[time * config.bonds + f] = sum;
			}
		}
		return origin;
	}

	/** The characters applied to [orbits, F * times], or their transpose. */
	#spectrum(values: Float64Array, factor: number, transposed: boolean) {
		const { orbits, characters, config, times } = this.model;
		const width = config.bonds * times;
		const out = new Float64Array(values.length);
		for (let row = 0; row < orbits.count; row++) {
			const to = row * width;
			for (let column = 0; column < orbits.count; column++) {
				const weight =
					factor *
					characters[
						transposed
							? column * orbits.count + row
							: row * orbits.count + column
					];
				const from = column * width;
				for (let i = 0; i < width; i++)
					out[to + i] += weight * values[from + i];
			}
		}
		return out;
	}

	/**
	 * Adds to `gradient` what the kernel's accumulators say: nodes [channels / 4, rows, 4],
	 * multipliers [2n + 1, channels / 4, orbits, 4, 4 samples], traces [2n + 1, rows], of which only
	 * rows below `used` are not zero.
	 */
	pullBack(
		steps: number,
		used: number,
		nodeGradient: Float32Array,
		multiplierGradient: Float32Array,
		traceGradient: Float32Array,
		gradient: Float64Array,
	): void {
		const { config, times, lattice, orbits } = this.model;
		const { rows } = this.grid;
		const { bonds } = config;
		const basis = timeBasis(config.timeModes, steps);
		const origin = this.#origin(basis);
		const spectrum = new Float64Array(orbits.count * bonds * times);
		const atOrigin = new Float64Array(bonds * times);
		const nodes = new Float64Array(used * bonds);
		for (let row = 0; row < used; row++) {
			for (let f = 0; f < bonds; f++)
				nodes[row * bonds + f] =
					nodeGradient[((f >> 2) * rows + row) * 4 + (f & 3)];
		}
		const weights = new Float64Array(bonds);
		for (let time = 0; time <= 2 * steps; time++) {
			const first = time * this.channels * orbits.count;
			for (let k = 0; k < orbits.count; k++) {
				for (let f = 0; f < bonds; f++) {
					const from =
						4 * (first + ((f >> 2) * orbits.count + k) * 4 + (f & 3));
					const sum =
						multiplierGradient[from] +
						multiplierGradient[from + 1] +
						(multiplierGradient[from + 2] + multiplierGradient[from + 3]);
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
					weights[f] += value * this.nodes[from + f];
					nodes[to + f] += value * origin[time * bonds + f];
				}
			}
			for (let f = 0; f < bonds; f++) {
				for (let m = 0; m < times; m++)
					atOrigin[f * times + m] += weights[f] * basis[time * times + m];
			}
		}
		const modes = this.#spectrum(spectrum, 1 / lattice.sites, true);
		for (let i = 0; i < atOrigin.length; i++) modes[i] += atOrigin[i];
		this.#pullModes(modes, gradient);
		this.#pullNodes(used, nodes, gradient);
	}

	#pullModes(modes: Float64Array, gradient: Float64Array): void {
		const { config, times } = this.model;
		const { kernel, timeBonds } = blocksOf(this.model, this.#parameters);
		const out = blocksOf(this.model, gradient);
		const bonds = config.timeBonds;
		for (let of = 0; of * bonds < kernel.length; of++) {
			for (let k = 0; k < bonds; k++) {
				const weight = kernel[of * bonds + k] / times;
				let sum = 0;
				for (let m = 0; m < times; m++) {
					const value = modes[of * times + m];
					sum += value * timeBonds[k * times + m];
					out.timeBonds[k * times + m] += weight * value;
				}
				out.kernel[of * bonds + k] += sum / times;
			}
		}
	}

	#pullNodes(used: number, nodes: Float64Array, gradient: Float64Array): void {
		const { config } = this.model;
		const { spacing } = this.grid;
		const { frequencies, bonds } = blocksOf(this.model, this.#parameters);
		const out = blocksOf(this.model, gradient);
		const waves = frequencies.length;
		const count = config.bonds;
		// [F, A] for sines and for u cosines: sums over nodes of the gradient times the feature.
		const sines = new Float64Array(count * waves);
		const cosines = new Float64Array(count * waves);
		for (let row = 0; row < used; row++) {
			const u = (row - 1) * spacing;
			const angles = row * waves;
			for (let f = 0; f < count; f++) {
				const value = nodes[row * count + f];
				if (value === 0) continue;
				out.bonds[f * config.frequencies + waves] +=
					(value * u) / config.frequencies;
				const slope = value * u;
				const to = f * waves;
				for (let a = 0; a < waves; a++) {
					sines[to + a] += value * this.#sines[angles + a];
					cosines[to + a] += slope * this.#cosines[angles + a];
				}
			}
		}
		for (let a = 0; a < waves; a++) {
			const angle = frequencies[a] * spacing;
			const scale = 3 / (2 + Math.cos(angle));
			// ds/dw = h sin(w h) s^2 / 3.
			const slope = (spacing * Math.sin(angle) * scale * scale) / 3;
			for (let f = 0; f < count; f++) {
				const i = f * config.frequencies + a;
				const at = f * waves + a;
				out.bonds[i] += (scale * sines[at]) / config.frequencies;
				out.frequencies[a] +=
					(bonds[i] * (scale * cosines[at] + slope * sines[at])) /
					config.frequencies;
			}
		}
	}
}

function same(a: Float32Array, b: Float32Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}
