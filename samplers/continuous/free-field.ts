/**
 * The free field from which the flow of the kernels starts: its scales, its normalisation, and the
 * gradient of its mass.
 */
import { blocksOf, type CnfModel, priorScales } from "./model.js";
import { laneSum } from "./tables.js";

export class FreeFieldStart {
	private logMass2 = 0;
	private scales: Float64Array = new Float64Array(0);
	/** Sum of log sigma_k over all momenta. */
	private logScales = 0;

	constructor(private readonly model: CnfModel) {}

	/** Takes new parameters and writes sigma_k / V of each orbit for the kernel. */
	update(parameters: Float32Array, out: Float32Array): void {
		const { orbits, lattice } = this.model;
		const [logMass2] = blocksOf(this.model, parameters).logMass2;
		const scales = priorScales(this.model, logMass2);
		out.set(scales.map((scale) => scale / lattice.sites));
		this.logMass2 = logMass2;
		this.scales = scales;
		this.logScales = scales.reduce(
			(sum, scale, k) => sum + orbits.size[k] * Math.log(scale),
			0,
		);
	}

	/** Log of the density, from the sum of squares of the latent normals. */
	logDensity(squares: number): number {
		const { sites } = this.model.lattice;
		return (
			-0.5 * squares - 0.5 * sites * Math.log(2 * Math.PI) - this.logScales
		);
	}

	/**
	 * Adds d loss / d log M^2 to `gradient`, from the kernel's d loss / d sigma_k, [orbits, lanes].
	 * `samples` counts those whose log density is differentiated with respect to the mass.
	 */
	pullBack(
		sums: Float32Array,
		samples: number,
		gradient: Float64Array,
		lanes: 1 | 4 = 4,
	): void {
		const { orbits } = this.model;
		const mass2 = Math.exp(this.logMass2);
		const scales = this.scales;
		let slope = 0;
		for (let k = 0; k < orbits.count; k++) {
			const total = laneSum(sums, k, lanes);
			// log q_0 contains -log sigma_k for every momentum of the orbit and every sample.
			const direct = (samples * orbits.size[k]) / scales[k];
			slope += (total - direct) * -(scales[k] ** 3) * mass2;
		}
		blocksOf(this.model, gradient).logMass2[0] += slope;
	}
}
