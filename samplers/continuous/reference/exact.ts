/**
 * The equivariant flow in float64, one sample at a time, with its Jacobian. It shows the true
 * density of the discrete map. RK4 takes the fields through n steps, together with a V x V matrix
 * of tangents, so log |det d phi(1) / d phi(0)| is that of the map as computed. The flow itself
 * reports the integral of the divergence along the same stages. The difference is the error of the
 * density. A stage costs V^3, so this is for small lattices.
 */
import { coordinate } from "../../../core/lattice.js";
import { blocksOf, type CnfModel, priorScales, timeBasis } from "../model.js";

export interface ExactImage {
	readonly fields: Float64Array;
	/** log q from the divergence, as the kernels compute it. */
	readonly logDensity: number;
	/** log q from the determinant of the discrete map. */
	readonly logDensityOfMap: number;
}

export class ExactCnf {
	readonly #model: CnfModel;
	readonly #parameters: Float64Array;
	/** Orbit of the displacement from x to y, at x * V + y. */
	readonly #between: Int32Array;

	constructor(model: CnfModel, parameters: ArrayLike<number>) {
		this.#model = model;
		this.#parameters = Float64Array.from(parameters);
		const { lattice, orbits } = model;
		const { sites, shape, strides, dimension } = lattice;
		this.#between = new Int32Array(sites * sites);
		for (let x = 0; x < sites; x++) {
			for (let y = 0; y < sites; y++) {
				let displacement = 0;
				for (let mu = 0; mu < dimension; mu++) {
					const d = coordinate(lattice, x, mu) - coordinate(lattice, y, mu);
					displacement += ((d + shape[mu]) % shape[mu]) * strides[mu];
				}
				this.#between[x * sites + y] = orbits.of[displacement];
			}
		}
	}

	/** Maps latent normals [V] to the free field, by a sum over momenta in the Hartley basis. */
	prior(latent: ArrayLike<number>): {
		fields: Float64Array;
		logDensity: number;
	} {
		const { lattice, orbits } = this.#model;
		const { sites } = lattice;
		const [logMass2] = blocksOf(this.#model, this.#parameters).logMass2;
		const scales = priorScales(this.#model, logMass2);
		const fields = new Float64Array(sites);
		let logDensity = -0.5 * sites * Math.log(2 * Math.PI);
		for (let x = 0; x < sites; x++) logDensity -= 0.5 * latent[x] ** 2;
		for (let k = 0; k < sites; k++) {
			const scale = scales[orbits.of[k]];
			logDensity -= Math.log(scale);
			let amplitude = 0;
			for (let x = 0; x < sites; x++) amplitude += this.#cas(k, x) * latent[x];
			for (let x = 0; x < sites; x++)
				fields[x] += (scale / sites) * amplitude * this.#cas(k, x);
		}
		return { fields, logDensity };
	}

	#cas(k: number, x: number): number {
		const { lattice } = this.#model;
		let product = 1;
		for (let mu = 0; mu < lattice.dimension; mu++) {
			const angle =
				(2 *
					Math.PI *
					coordinate(lattice, k, mu) *
					coordinate(lattice, x, mu)) /
				lattice.shape[mu];
			product *= Math.cos(angle) + Math.sin(angle);
		}
		return product;
	}

	/** Takes latent normals [V] through the prior and n steps of RK4. */
	forward(
		latent: ArrayLike<number>,
		steps: number,
		jacobian = true,
	): ExactImage {
		const { sites } = this.#model.lattice;
		const { fields: start, logDensity: prior } = this.prior(latent);
		let fields = start;
		let tangents = identity(sites);
		let integral = 0;
		const basis = timeBasis(this.#model.config.timeModes, steps);
		const kernels = Array.from({ length: 2 * steps + 1 }, (_, time) =>
			this.#kernelAt(basis, time),
		);
		const h = 1 / steps;
		for (let step = 0; step < steps; step++) {
			let x = fields;
			let X = tangents;
			const sum = new Float64Array(sites);
			const Sum = new Float64Array(jacobian ? sites * sites : 0);
			for (let stage = 0; stage < 4; stage++) {
				const time = 2 * step + [0, 1, 1, 2][stage];
				const weight = [1, 2, 2, 1][stage];
				const { velocity, divergence, derivative } = this.#field(
					x,
					kernels[time],
				);
				integral += (h / 6) * weight * divergence;
				const onward = h * [0.5, 0.5, 1, 0][stage];
				for (let i = 0; i < sites; i++) sum[i] += weight * velocity[i];
				x = fields.map((value, i) => value + onward * velocity[i]);
				if (!jacobian) continue;
				const K = this.#times(derivative, kernels[time].count, X);
				for (let i = 0; i < Sum.length; i++) Sum[i] += weight * K[i];
				X = tangents.map((value, i) => value + onward * K[i]);
			}
			fields = fields.map((value, i) => value + (h / 6) * sum[i]);
			if (jacobian)
				tangents = tangents.map((value, i) => value + (h / 6) * Sum[i]);
		}
		return {
			fields,
			logDensity: prior - integral,
			logDensityOfMap: jacobian
				? prior - logAbsDeterminant(tangents, sites)
				: Number.NaN,
		};
	}

	/** W^f_o(t): [orbits, F]. */
	#kernelAt(basis: Float64Array, time: number) {
		const { config, times, orbits } = this.#model;
		const { kernel, timeBonds } = blocksOf(this.#model, this.#parameters);
		const coefficients = new Float64Array(config.timeBonds);
		for (let k = 0; k < config.timeBonds; k++) {
			for (let m = 0; m < times; m++)
				coefficients[k] +=
					(timeBonds[k * times + m] * basis[time * times + m]) / times;
		}
		const weights = new Float64Array(orbits.count * config.bonds);
		for (let i = 0; i < weights.length; i++) {
			for (let k = 0; k < config.timeBonds; k++)
				weights[i] += kernel[i * config.timeBonds + k] * coefficients[k];
		}
		return { weights, count: orbits.count };
	}

	/** v, div v, and dv_x/dphi_y by the orbit of x - y: [V, orbits]. */
	#field(x: Float64Array, kernel: { weights: Float64Array; count: number }) {
		const { config, lattice } = this.#model;
		const { frequencies, bonds } = blocksOf(this.#model, this.#parameters);
		const { sites } = lattice;
		const waves = frequencies.length;
		const value = new Float64Array(sites * kernel.count);
		const derivative = new Float64Array(sites * kernel.count);
		// The same for all bonds.
		const sines = new Float64Array(waves);
		const cosines = new Float64Array(waves);
		let divergence = 0;
		for (let y = 0; y < sites; y++) {
			for (let a = 0; a < waves; a++) {
				sines[a] = Math.sin(frequencies[a] * x[y]);
				cosines[a] = Math.cos(frequencies[a] * x[y]);
			}
			for (let f = 0; f < config.bonds; f++) {
				const first = f * config.frequencies;
				let g = bonds[first + waves] * x[y];
				let slope = bonds[first + waves];
				for (let a = 0; a < waves; a++) {
					g += bonds[first + a] * sines[a];
					slope += bonds[first + a] * frequencies[a] * cosines[a];
				}
				for (let o = 0; o < kernel.count; o++) {
					const weight =
						kernel.weights[o * config.bonds + f] / config.frequencies;
					value[y * kernel.count + o] += weight * g;
					derivative[y * kernel.count + o] += weight * slope;
				}
			}
			divergence += derivative[y * kernel.count];
		}
		const velocity = new Float64Array(sites);
		for (let i = 0; i < sites; i++) {
			for (let y = 0; y < sites; y++)
				velocity[i] += value[y * kernel.count + this.#between[i * sites + y]];
		}
		return { velocity, divergence, derivative };
	}

	/** The Jacobian of the field times a V x V matrix. */
	#times(derivative: Float64Array, count: number, matrix: Float64Array) {
		const { sites } = this.#model.lattice;
		const out = new Float64Array(sites * sites);
		for (let x = 0; x < sites; x++) {
			const row = x * sites;
			for (let y = 0; y < sites; y++) {
				const entry = derivative[y * count + this.#between[row + y]];
				const from = y * sites;
				for (let j = 0; j < sites; j++)
					out[row + j] += entry * matrix[from + j];
			}
		}
		return out;
	}
}

function identity(size: number): Float64Array {
	const matrix = new Float64Array(size * size);
	for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
	return matrix;
}

/** log |det| by Gaussian elimination with row exchanges. Overwrites the matrix. */
function logAbsDeterminant(matrix: Float64Array, size: number): number {
	let sum = 0;
	for (let column = 0; column < size; column++) {
		let pivot = column;
		for (let row = column + 1; row < size; row++) {
			if (
				Math.abs(matrix[row * size + column]) >
				Math.abs(matrix[pivot * size + column])
			)
				pivot = row;
		}
		for (let j = column; j < size; j++) {
			const held = matrix[pivot * size + j];
			matrix[pivot * size + j] = matrix[column * size + j];
			matrix[column * size + j] = held;
		}
		const diagonal = matrix[column * size + column];
		sum += Math.log(Math.abs(diagonal));
		for (let row = column + 1; row < size; row++) {
			const factor = matrix[row * size + column] / diagonal;
			for (let j = column; j < size; j++)
				matrix[row * size + j] -= factor * matrix[column * size + j];
		}
	}
	return sum;
}
