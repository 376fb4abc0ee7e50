/**
 * The channels as cubic B-splines: coefficients at the nodes u = (row - 1) h from frequencies and
 * bonds, and the gradients back.
 *
 *   T_f(u) = sum_a B_fa s_a sin(w_a u) / A + B_f,lin u / A.
 *
 * A spline whose coefficients are an exponential is a multiple of that exponential at the nodes. So
 * s sin(w u) with s = 3 / (2 + cos(w h)) interpolates sin(w u). Linear functions are their own
 * coefficients.
 */
import { blocksOf, type CnfModel } from "./model.js";

/** Nodes u = (row - 1) h, row = 0 ... rows - 1. */
export interface SplineGrid {
	readonly spacing: number;
	readonly rows: number;
}

export class ChannelNodes {
	/** F rounded up to a multiple of 4. The additional channels are zero. */
	readonly channels: number;
	/** T [rows, channels]. */
	readonly values: Float64Array;
	readonly #model: CnfModel;
	readonly #grid: SplineGrid;
	readonly #sines: Float64Array;
	readonly #cosines: Float64Array;

	constructor(model: CnfModel, grid: SplineGrid) {
		this.#model = model;
		this.#grid = grid;
		const { config } = model;
		this.channels = 4 * Math.ceil(config.bonds / 4);
		this.values = new Float64Array(grid.rows * this.channels);
		const angles = grid.rows * (config.frequencies - 1);
		this.#sines = new Float64Array(angles);
		this.#cosines = new Float64Array(angles);
	}

	update(parameters: Float32Array): void {
		const { config } = this.#model;
		const { spacing, rows } = this.#grid;
		const { frequencies, bonds } = blocksOf(this.#model, parameters);
		const waves = frequencies.length;
		for (let a = 0; a < waves; a++) {
			// A rotation gives the next angle, so each frequency needs one sine and one cosine.
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
				this.values[row * this.channels + f] = sum;
			}
		}
	}

	/** T in the layout of the kernels for GPUs: [channels / 4, rows, 4]. */
	write(out: Float32Array): void {
		const { rows } = this.#grid;
		for (let f = 0; f < this.channels; f++) {
			const start = (f >> 2) * rows * 4 + (f & 3);
			for (let row = 0; row < rows; row++)
				out[start + 4 * row] = this.values[row * this.channels + f];
		}
	}

	/** Takes d loss / d T, [used rows, F]. Adds the gradients of frequencies and bonds to `gradient`. */
	pullBack(
		parameters: Float32Array,
		used: number,
		nodes: Float64Array,
		gradient: Float64Array,
	): void {
		const { config } = this.#model;
		const { spacing } = this.#grid;
		const { frequencies, bonds } = blocksOf(this.#model, parameters);
		const out = blocksOf(this.#model, gradient);
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
