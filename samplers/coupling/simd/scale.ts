/** The trainable common factor at the end of a flow for the kernels, for blocks of eight samples, [site][8]. */
import type { Block, Heap } from "../../../core/kernels/load.js";
import type { CouplingKernels } from "./kernels.js";

export class FusedScale {
	private readonly factor: Block<Float32Array>;
	private readonly inverseFactor: Block<Float32Array>;
	/** Sum over samples of the field times d loss / d field. */
	private readonly products: Block<Float64Array>;
	private log = 0;

	constructor(
		/** The index of its logarithm among the parameters. Without it the factor is 1. */
		private readonly place: number | undefined,
		private readonly sites: number,
		private readonly kernels: CouplingKernels,
		heap: Heap,
	) {
		this.factor = heap.float32(sites);
		this.inverseFactor = heap.float32(sites);
		this.products = heap.float64(sites);
		this.products.view.fill(0);
	}

	/** The contribution of the factor to the log-determinant of a sample. */
	get logVolume(): number {
		return this.sites * this.log;
	}

	load(parameters: Float32Array): void {
		if (this.place === undefined) return;
		this.log = parameters[this.place];
		this.factor.view.fill(Math.exp(this.log));
		this.inverseFactor.view.fill(Math.exp(-this.log));
	}

	forward(fields: number, scaled: number): void {
		if (this.place === undefined) {
			this.kernels.copyLanes(this.sites, fields, scaled);
			return;
		}
		const factor = this.factor.address;
		this.kernels.scaleSites(this.sites, factor, fields, scaled);
	}

	inverse(scaled: number, fields: number): void {
		if (this.place === undefined) {
			this.kernels.copyLanes(this.sites, scaled, fields);
			return;
		}
		const factor = this.inverseFactor.address;
		this.kernels.scaleSites(this.sites, factor, scaled, fields);
	}

	/** Replaces d loss / d fields after the factor by that before it, in place. */
	backward(gradient: number, scaled: number): void {
		if (this.place === undefined) return;
		const products = this.products.address;
		this.kernels.siteProducts(this.sites, gradient, scaled, products);
		this.pullBack(gradient);
	}

	/** The same without collecting the derivative by the factor itself. */
	pullBack(gradient: number): void {
		if (this.place === undefined) return;
		const factor = this.factor.address;
		this.kernels.scaleSites(this.sites, factor, gradient, gradient);
	}

	/** Replaces d log q / d fields before the factor by that after it, in place. */
	score(score: number): void {
		if (this.place === undefined) return;
		const factor = this.inverseFactor.address;
		this.kernels.scaleSites(this.sites, factor, score, score);
	}

	/**
	 * Adds the contributions that `backward` collected since the last call. `count` samples have d
	 * loss / d log q = 1.
	 */
	addGradient(gradient: Float64Array, count: number): void {
		if (this.place === undefined) return;
		const products = this.products.view;
		gradient[this.place] += products.reduce((a, b) => a + b, 0);
		if (count > 0) gradient[this.place] -= this.sites * count;
		products.fill(0);
	}
}
