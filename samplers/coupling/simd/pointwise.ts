/** The pointwise map of samplers/coupling/reference/pointwise.ts for the kernels, for blocks of eight samples, [site][8]. */
import type { Block, Heap } from "../../../core/kernels/load.js";
import type { CouplingKernels } from "./kernels.js";

export class FusedPointwise {
	/** d loss / d log c of each sample's lane. */
	private readonly sums: Block<Float64Array>;
	private coefficient = 0;

	constructor(
		/** The index of log c among the parameters. */
		private readonly place: number,
		private readonly sites: number,
		/** Fields after the map: `forward` writes them, and the derivatives are taken there. */
		private readonly mapped: Block<Float32Array>,
		private readonly kernels: CouplingKernels,
		heap: Heap,
	) {
		this.sums = heap.float64(8);
		this.sums.view.fill(0);
	}

	load(parameters: Float32Array): void {
		this.coefficient = Math.exp(parameters[this.place]);
	}

	/** The logarithms of the slopes are subtracted from log q. */
	forward(fields: number, logDensity: number): void {
		const { sites, coefficient, mapped } = this;
		this.kernels.pointwise(
			sites,
			coefficient,
			fields,
			mapped.address,
			logDensity,
		);
	}

	/** In place. The logarithms of the slopes of the forward map are subtracted from log q here too. */
	inverse(fields: number, logDensity: number): void {
		const { sites, coefficient } = this;
		this.kernels.pointwiseInverse(
			sites,
			coefficient,
			fields,
			fields,
			logDensity,
		);
	}

	/** Replaces d loss / d fields after the map by that before it, in place. `live` are d loss / d log q. */
	backward(gradient: number, live: number): void {
		this.gradient(gradient, live, this.sums.address);
	}

	/** The same without collecting the derivative by c. */
	pullBack(gradient: number, live: number): void {
		this.gradient(gradient, live, 0);
	}

	/** Replaces d log q / d fields before the map by that after it, in place. */
	score(score: number): void {
		const { sites, coefficient, mapped } = this;
		this.kernels.pointwiseScore(sites, coefficient, mapped.address, score);
	}

	/** Adds the contributions that `backward` collected since the last call. */
	addGradient(gradient: Float64Array): void {
		const { view } = this.sums;
		gradient[this.place] += view.reduce((a, b) => a + b, 0);
		view.fill(0);
	}

	private gradient(gradient: number, live: number, sums: number): void {
		const { sites, coefficient, mapped } = this;
		this.kernels.pointwiseGradient(
			sites,
			coefficient,
			mapped.address,
			gradient,
			live,
			sums,
		);
	}
}
