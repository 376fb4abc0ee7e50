/** The priors of samplers/coupling/reference/prior.ts for the kernels, for blocks of eight samples, [site][8]. */

import type { Heap } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import type { ParameterLayout } from "../../flow/flow.js";
import { blockOf } from "../config.js";
import {
	amplitudes,
	type FreeFieldConfig,
	latticeMomenta,
	realFourier,
} from "../free-field.js";
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

export function normalPrior(
	sites: number,
	kernels: CouplingKernels,
): FusedPrior {
	const forward: FusedPrior["forward"] = (latent, fields, logDensity) => {
		const shift = -0.5 * sites * logTwoPi;
		kernels.copyLanes(sites, latent, fields);
		kernels.sumOfSquares(sites, latent, -0.5, shift, logDensity);
	};
	return {
		load() {},
		forward,
		inverse: forward,
		score: (latent, score) => kernels.negate(sites, latent, score),
		backward() {},
		pullBack: (gradient, slope) => kernels.copyLanes(sites, gradient, slope),
		addGradient() {},
	};
}

export function freeFieldPrior(
	config: FreeFieldConfig,
	lattice: Lattice,
	layout: ParameterLayout,
	kernels: CouplingKernels,
	heap: Heap,
): FusedPrior {
	const { sites } = lattice;
	const place = config.trainable
		? blockOf(layout, "prior/logMass2").offset
		: undefined;
	const momenta = latticeMomenta(lattice);
	/** F and its transpose for each direction. */
	const bases = lattice.shape.map((extent) => {
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
	const amplitude = heap.float32(sites);
	const inverses = heap.float32(sites);
	const minusInverse = heap.float32(sites);
	const work = [heap.float32(8 * sites), heap.float32(8 * sites)];
	const modes = heap.float32(8 * sites);
	/** Sum over samples of z_k times the gradient in mode k. */
	const products = heap.float64(sites);
	products.view.fill(0);
	let logMass2 = Math.log(config.mass2);
	let volume = 0;
	let counted = 0;

	function density(latent: number, logDensity: number): void {
		const shift = -0.5 * sites * logTwoPi - volume;
		kernels.sumOfSquares(sites, latent, -0.5, shift, logDensity);
	}

	/** Applies the maps of all directions in turn, from one work array to the other, the last into `output`. */
	function transform(
		which: "toModes" | "toSites",
		input: number,
		output: number,
	): void {
		const { shape, strides, dimension } = lattice;
		let from = input;
		for (let mu = 0; mu < dimension; mu++) {
			const spare = work.find((block) => block.address !== from);
			const to = mu === dimension - 1 ? output : (spare ?? work[0]).address;
			const outer = sites / (shape[mu] * strides[mu]);
			const matrix = bases[mu][which].address;
			kernels.alongDirection(outer, shape[mu], strides[mu], matrix, from, to);
			from = to;
		}
	}

	return {
		load(parameters) {
			if (place !== undefined) logMass2 = parameters[place];
			const { values, logVolume } = amplitudes(
				momenta,
				config.kinetic,
				logMass2,
			);
			volume = logVolume;
			amplitude.view.set(values);
			inverses.view.set(values.map((value) => 1 / value));
			minusInverse.view.set(values.map((value) => -1 / value));
		},
		forward(latent, fields, logDensity) {
			const [first] = work;
			kernels.scaleSites(sites, amplitude.address, latent, first.address);
			transform("toSites", first.address, fields);
			density(latent, logDensity);
		},
		inverse(fields, latent, logDensity) {
			transform("toModes", fields, latent);
			kernels.scaleSites(sites, inverses.address, latent, latent);
			density(latent, logDensity);
		},
		/** -F^T z / a. */
		score(latent, score) {
			const [first] = work;
			kernels.scaleSites(sites, minusInverse.address, latent, first.address);
			transform("toSites", first.address, score);
		},
		backward(latent, gradient, count) {
			if (place === undefined) return;
			transform("toModes", gradient, modes.address);
			kernels.siteProducts(sites, latent, modes.address, products.address);
			counted += count;
		},
		/** a F g. */
		pullBack(gradient, slope) {
			transform("toModes", gradient, slope);
			kernels.scaleSites(sites, amplitude.address, slope, slope);
		},
		/** d log a_k / d log M^2 = -M^2 / (2 (M^2 + kinetic khat^2)). */
		addGradient(gradient) {
			if (place === undefined) return;
			const mass2 = Math.exp(logMass2);
			const { view } = products;
			let sum = 0;
			for (let k = 0; k < view.length; k++) {
				const width = mass2 + config.kinetic * momenta[k];
				const slope = (-0.5 * mass2) / width;
				sum += slope * (view[k] / Math.sqrt(2 * width) - counted);
			}
			gradient[place] += sum;
			view.fill(0);
			counted = 0;
		},
	};
}
