/** The priors of samplers/coupling/reference/prior.ts for the kernels, for blocks of eight samples, [site][8]. */
import type { Lattice } from "../../../core/lattice.js";
import type { Block, Heap } from "../../../tensor/kernels/load.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { blockOf } from "../config.js";
import {
	amplitudes,
	type FreeFieldConfig,
	latticeMomenta,
	realFourier,
} from "../reference/prior.js";
import type { CouplingKernels } from "./kernels.js";

export interface FusedPrior {
	/** Sets the parameters of the next calls. */
	load(parameters: Float32Array): void;
	/** Maps latent normals at `latent` to fields at `fields`, and writes log q to 8 float64 at `logDensity`. */
	forward(latent: number, fields: number, logDensity: number): void;
	inverse(fields: number, latent: number, logDensity: number): void;
	/** d log q / d fields, at the fields that `forward` made of `latent`. */
	score(latent: number, score: number): void;
	/** Takes in d loss / d fields of a block. `count` of its samples have d loss / d log q = 1. */
	backward(latent: number, gradient: number, count: number): void;
	/** d loss / d latent by way of the fields, from d loss / d fields. */
	pullBack(gradient: number, slope: number): void;
	/** Adds the contributions that `backward` collected since the last call. */
	addGradient(gradient: Float64Array): void;
}

const logTwoPi = Math.log(2 * Math.PI);

export class NormalPrior implements FusedPrior {
	constructor(
		private readonly sites: number,
		private readonly kernels: CouplingKernels,
	) {}

	load(): void {}

	forward(latent: number, fields: number, logDensity: number): void {
		const shift = -0.5 * this.sites * logTwoPi;
		this.kernels.copyLanes(this.sites, latent, fields);
		this.kernels.sumOfSquares(this.sites, latent, -0.5, shift, logDensity);
	}

	inverse(fields: number, latent: number, logDensity: number): void {
		this.forward(fields, latent, logDensity);
	}

	score(latent: number, score: number): void {
		this.kernels.negate(this.sites, latent, score);
	}

	backward(): void {}

	pullBack(gradient: number, slope: number): void {
		this.kernels.copyLanes(this.sites, gradient, slope);
	}

	addGradient(): void {}
}

export class FreeFieldPrior implements FusedPrior {
	private readonly place: number | undefined;
	private readonly momenta: Float64Array;
	/** F and its transpose for each direction. */
	private readonly bases: readonly {
		readonly toModes: Block<Float32Array>;
		readonly toSites: Block<Float32Array>;
	}[];
	private readonly amplitude: Block<Float32Array>;
	private readonly inverses: Block<Float32Array>;
	private readonly minusInverse: Block<Float32Array>;
	private readonly work: readonly [Block<Float32Array>, Block<Float32Array>];
	private readonly modes: Block<Float32Array>;
	/** Sum over samples of z_k times the gradient in mode k. */
	private readonly products: Block<Float64Array>;
	private logMass2: number;
	private logVolume = 0;
	private count = 0;

	constructor(
		private readonly config: FreeFieldConfig,
		private readonly lattice: Lattice,
		layout: ParameterLayout,
		private readonly kernels: CouplingKernels,
		heap: Heap,
	) {
		const { sites } = lattice;
		this.place = config.trainable
			? blockOf(layout, "prior/logMass2").offset
			: undefined;
		this.momenta = latticeMomenta(lattice);
		this.bases = lattice.shape.map((extent) => {
			const basis = realFourier(extent);
			const toModes = heap.float32(extent * extent);
			const toSites = heap.float32(extent * extent);
			for (let k = 0; k < extent; k++) {
				for (let x = 0; x < extent; x++) {
					toModes.view[k * extent + x] = basis[k * extent + x];
					toSites.view[x * extent + k] = basis[k * extent + x];
				}
			}
			return { toModes, toSites };
		});
		this.amplitude = heap.float32(sites);
		this.inverses = heap.float32(sites);
		this.minusInverse = heap.float32(sites);
		this.work = [heap.float32(8 * sites), heap.float32(8 * sites)];
		this.modes = heap.float32(8 * sites);
		this.products = heap.float64(sites);
		this.products.view.fill(0);
		this.logMass2 = Math.log(config.mass2);
	}

	load(parameters: Float32Array): void {
		if (this.place !== undefined) this.logMass2 = parameters[this.place];
		const { values, logVolume } = amplitudes(
			this.momenta,
			this.config.kinetic,
			this.logMass2,
		);
		this.logVolume = logVolume;
		this.amplitude.view.set(values);
		this.inverses.view.set(values.map((value) => 1 / value));
		this.minusInverse.view.set(values.map((value) => -1 / value));
	}

	forward(latent: number, fields: number, logDensity: number): void {
		const { sites } = this.lattice;
		const [first] = this.work;
		this.kernels.scaleSites(
			sites,
			this.amplitude.address,
			latent,
			first.address,
		);
		this.transform("toSites", first.address, fields);
		this.density(latent, logDensity);
	}

	inverse(fields: number, latent: number, logDensity: number): void {
		this.transform("toModes", fields, latent);
		const { sites } = this.lattice;
		this.kernels.scaleSites(sites, this.inverses.address, latent, latent);
		this.density(latent, logDensity);
	}

	/** -F^T z / a. */
	score(latent: number, score: number): void {
		const [first] = this.work;
		this.kernels.scaleSites(
			this.lattice.sites,
			this.minusInverse.address,
			latent,
			first.address,
		);
		this.transform("toSites", first.address, score);
	}

	backward(latent: number, gradient: number, count: number): void {
		if (this.place === undefined) return;
		const { sites } = this.lattice;
		const modes = this.modes;
		this.transform("toModes", gradient, modes.address);
		this.kernels.siteProducts(
			sites,
			latent,
			modes.address,
			this.products.address,
		);
		this.count += count;
	}

	/** a F g. */
	pullBack(gradient: number, slope: number): void {
		const { sites } = this.lattice;
		this.transform("toModes", gradient, slope);
		this.kernels.scaleSites(sites, this.amplitude.address, slope, slope);
	}

	/** d log a_k / d log M^2 = -M^2 / (2 (M^2 + kinetic khat^2)). */
	addGradient(gradient: Float64Array): void {
		if (this.place === undefined) return;
		const mass2 = Math.exp(this.logMass2);
		const { view } = this.products;
		let sum = 0;
		for (let k = 0; k < view.length; k++) {
			const width = mass2 + this.config.kinetic * this.momenta[k];
			const slope = (-0.5 * mass2) / width;
			sum += slope * (view[k] / Math.sqrt(2 * width) - this.count);
		}
		gradient[this.place] += sum;
		view.fill(0);
		this.count = 0;
	}

	private density(latent: number, logDensity: number): void {
		const { sites } = this.lattice;
		const shift = -0.5 * sites * logTwoPi - this.logVolume;
		this.kernels.sumOfSquares(sites, latent, -0.5, shift, logDensity);
	}

	/** Applies the maps of all directions in turn, from one work array to the other, the last into `output`. */
	private transform(
		which: "toModes" | "toSites",
		input: number,
		output: number,
	): void {
		const { shape, strides, sites, dimension } = this.lattice;
		let from = input;
		for (let mu = 0; mu < dimension; mu++) {
			const spare = this.work.find((block) => block.address !== from);
			const to =
				mu === dimension - 1 ? output : (spare ?? this.work[0]).address;
			const outer = sites / (shape[mu] * strides[mu]);
			const matrix = this.bases[mu][which].address;
			this.kernels.alongDirection(
				outer,
				shape[mu],
				strides[mu],
				matrix,
				from,
				to,
			);
			from = to;
		}
	}
}
