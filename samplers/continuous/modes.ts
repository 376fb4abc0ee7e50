/**
 * The kernel in the basis of time, in space and in momenta, from the parameters, and the gradients
 * back:
 *
 *   W^f_o(t) = sum_m modes[o, f, m] K_m(t),     modes = sum_k w[o, f, k] C_km / (2M + 1),
 *   P^f_k(t) = sum_o character[k][o] W^f_o(t) / V.
 */
import { blocksOf, type CnfModel } from "./model.js";
import { OrbitTransform } from "./orbit-transform.js";

export class KernelModes {
	/** [orbits, F, 2M + 1]. */
	readonly values: Float64Array;
	private transform: OrbitTransform | null = null;

	constructor(private readonly model: CnfModel) {
		const { config, orbits, times } = model;
		this.values = new Float64Array(orbits.count * config.bonds * times);
	}

	update(parameters: Float32Array): void {
		const { config, times } = this.model;
		const { kernel, timeBonds } = blocksOf(this.model, parameters);
		const bonds = config.timeBonds;
		for (let of = 0; of * bonds < kernel.length; of++) {
			for (let m = 0; m < times; m++) {
				let sum = 0;
				for (let k = 0; k < bonds; k++)
					sum += kernel[of * bonds + k] * timeBonds[k * times + m];
				this.values[of * times + m] = sum / times;
			}
		}
	}

	/** P in the basis of time: [orbits of momenta, F, 2M + 1]. */
	spectrum(): Float64Array {
		return this.orbitTransform().forward(
			this.values,
			1 / this.model.lattice.sites,
		);
	}

	/** W^f_0(t): [times, F]. `basis` is K_m(t), [times, 2M + 1]. */
	origin(basis: Float64Array): Float64Array {
		const { config, times } = this.model;
		const count = basis.length / times;
		const origin = new Float64Array(count * config.bonds);
		for (let time = 0; time < count; time++) {
			for (let f = 0; f < config.bonds; f++) {
				let sum = 0;
				for (let m = 0; m < times; m++)
					sum += this.values[f * times + m] * basis[time * times + m];
				origin[time * config.bonds + f] = sum;
			}
		}
		return origin;
	}

	/**
	 * Takes gradients of the spectrum, and of the modes at the origin [F, 2M + 1]. Adds those of the
	 * kernel and the time bonds to `gradient`.
	 */
	pullBack(
		parameters: Float32Array,
		spectrum: Float64Array,
		atOrigin: Float64Array,
		gradient: Float64Array,
	): void {
		const modes = this.orbitTransform().transposed(
			spectrum,
			1 / this.model.lattice.sites,
		);
		this.pullModes(parameters, modes, atOrigin, gradient);
	}

	/** The same, with the gradient of the modes instead of that of the spectrum. Adds to `modes`. */
	pullModes(
		parameters: Float32Array,
		modes: Float64Array | Float32Array,
		atOrigin: Float64Array,
		gradient: Float64Array,
	): void {
		const { config, times } = this.model;
		for (let i = 0; i < atOrigin.length; i++) modes[i] += atOrigin[i];
		const { kernel, timeBonds } = blocksOf(this.model, parameters);
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

	/** Created when it is first needed. The kernels for GPUs have their own. */
	private orbitTransform(): OrbitTransform {
		const { config, lattice, orbits, times } = this.model;
		this.transform ??= new OrbitTransform(
			lattice,
			orbits,
			config.bonds * times,
		);
		return this.transform;
	}
}
