/**
 * The kernel in the basis of time, in space and in momenta, from the parameters, and gradients back:
 *
 *   W^f_o(t) = sum_m modes[o, f, m] K_m(t),     modes = sum_k w[o, f, k] C_km / (2M + 1),
 *   P^f_k(t) = sum_o character[k][o] W^f_o(t) / V.
 */
import { blocksOf, type CnfModel } from "./model.js";
import { OrbitTransform } from "./orbit-transform.js";

export class KernelModes {
	readonly #model: CnfModel;
	readonly #transform: OrbitTransform;
	/** [orbits, F, 2M + 1]. */
	readonly #modes: Float64Array;

	constructor(model: CnfModel) {
		this.#model = model;
		const { config, lattice, orbits, times } = model;
		this.#transform = new OrbitTransform(lattice, orbits, config.bonds * times);
		this.#modes = new Float64Array(orbits.count * config.bonds * times);
	}

	update(parameters: Float32Array): void {
		const { config, times } = this.#model;
		const { kernel, timeBonds } = blocksOf(this.#model, parameters);
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

	/** P in the basis of time: [orbits of momenta, F, 2M + 1]. */
	spectrum(): Float64Array {
		return this.#transform.forward(this.#modes, 1 / this.#model.lattice.sites);
	}

	/** W^f_0(t): [times, F], `basis` being K_m(t), [times, 2M + 1]. */
	origin(basis: Float64Array): Float64Array {
		const { config, times } = this.#model;
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

	/**
	 * Adds to `gradient` what gradients of the spectrum, and of the modes at the origin [F, 2M + 1],
	 * mean for the kernel and the time bonds.
	 */
	pullBack(
		parameters: Float32Array,
		spectrum: Float64Array,
		atOrigin: Float64Array,
		gradient: Float64Array,
	): void {
		const { config, times, lattice } = this.#model;
		const modes = this.#transform.transposed(spectrum, 1 / lattice.sites);
		for (let i = 0; i < atOrigin.length; i++) modes[i] += atOrigin[i];
		const { kernel, timeBonds } = blocksOf(this.#model, parameters);
		const out = blocksOf(this.#model, gradient);
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
}
