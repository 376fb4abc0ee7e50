/**
 * A coupling flow in one thread, by the kernels of tensor/kernels/assembly/coupling.ts: blocks of
 * eight samples go through the whole flow, forward and backward, so that what a block needs stays
 * in the caches.
 */
import type { LocalAction } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import { neighbours } from "../../../core/lattice.js";
import {
	type Block,
	type Heap,
	loadKernel,
} from "../../../tensor/kernels/load.js";
import type { FlowCall, FusedFactory, FusedFlow } from "../flow/flow.js";
import { createFusedPrior, type FusedPrior } from "../flow/prior-fused.js";
import {
	colourTables,
	conditionerScratch,
	FusedConditioner,
} from "./conditioner-fused.js";
import { blockOf, type CouplingConfig, couplingLayout } from "./config.js";
import type { CouplingKernels } from "./kernels.js";
import { createFusedTransform, type FusedTransform } from "./transform.js";

/** Samples in a block: two vectors of four lanes. */
const lanes = 8;

export const createFused: FusedFactory = async (config, lattice, action) =>
	new FusedCoupling(config as CouplingConfig, lattice, action);

class FusedCoupling implements FusedFlow {
	readonly #config: CouplingConfig;
	readonly #sites: number;
	readonly #size: number;
	readonly #kernels: CouplingKernels;
	readonly #heap: Heap;
	readonly #prior: FusedPrior;
	readonly #transform: FusedTransform;
	readonly #layers: readonly FusedConditioner[];
	readonly #scalePlace: number | undefined;
	readonly #action: FusedAction | null;
	readonly #parameters: Block<Float32Array>;
	readonly #rows: Block<Float32Array>;
	readonly #latent: Block<Float32Array>;
	/** Fields before each layer and after the last, and after the common factor. */
	readonly #fields: readonly Block<Float32Array>[];
	readonly #final: Block<Float32Array>;
	readonly #gradient: Block<Float32Array>;
	readonly #score: Block<Float32Array>;
	readonly #netGradient: Block<Float32Array>;
	readonly #live: Block<Float32Array>;
	readonly #none: Block<Float32Array>;
	readonly #scale: Block<Float32Array>;
	readonly #inverseScale: Block<Float32Array>;
	readonly #scaleProducts: Block<Float64Array>;
	readonly #logDensity: Block<Float64Array>;
	readonly #values: Block<Float64Array>;
	/** Made when first needed: four lanes and a sum for each parameter. */
	#laneGradient: Block<Float32Array> | undefined;
	#sums: Block<Float64Array> | undefined;
	#logScale = 0;

	constructor(
		config: CouplingConfig,
		lattice: Lattice,
		action: LocalAction | null,
	) {
		const { exports, heap } = loadKernel<CouplingKernels>("coupling");
		const layout = couplingLayout(lattice, config);
		const { sites } = lattice;
		this.#config = config;
		this.#sites = sites;
		this.#size = layout.size;
		this.#kernels = exports;
		this.#heap = heap;
		this.#prior = createFusedPrior(
			config.prior,
			lattice,
			layout,
			exports,
			heap,
		);
		this.#transform = createFusedTransform(config.transform, exports);
		const tables = [0, 1].map((colour) =>
			colourTables(lattice, config, colour, heap),
		);
		const scratch = conditionerScratch(lattice, config, heap);
		this.#layers = Array.from(
			{ length: config.layers },
			(_, layer) =>
				new FusedConditioner(
					lattice,
					config,
					layout,
					layer,
					tables[layer % 2],
					scratch,
					exports,
					heap,
				),
		);
		this.#scalePlace = config.rescale
			? blockOf(layout, "logScale").offset
			: undefined;
		this.#action =
			action === null ? null : new FusedAction(action, lattice, exports, heap);
		const block = () => heap.float32(lanes * sites);
		this.#parameters = heap.float32(layout.size);
		this.#rows = block();
		this.#latent = block();
		this.#fields = Array.from({ length: config.layers + 1 }, block);
		this.#final = block();
		this.#gradient = block();
		this.#score = block();
		this.#netGradient = heap.float32(
			Math.max(0, ...this.#layers.map((layer) => layer.net.length)),
		);
		this.#live = heap.float32(lanes);
		this.#none = heap.float32(lanes);
		this.#none.view.fill(0);
		this.#scale = heap.float32(sites);
		this.#inverseScale = heap.float32(sites);
		this.#scaleProducts = heap.float64(sites);
		this.#scaleProducts.view.fill(0);
		this.#logDensity = heap.float64(lanes);
		this.#values = heap.float64(lanes);
	}

	sample(
		parameters: Float32Array,
		latent: Float32Array,
		fields: Float32Array,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		this.#load(parameters);
		this.#blocks(logDensity.length, (first, count) => {
			this.#forward(latent, first, count, logDensity, action);
			this.#store(this.#final.address, fields, first, count);
		});
	}

	gradient(
		parameters: Float32Array,
		latent: Float32Array,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call: FlowCall = {},
	): void {
		const { laneGradient, sums } = this.#gradientBlocks();
		this.#load(parameters);
		const path = call.estimator === "path";
		this.#blocks(logDensity.length, (first, count) => {
			this.#forward(latent, first, count, logDensity, action);
			this.#live.view.fill(0).fill(1, 0, count);
			this.#backward(count, path, laneGradient.address);
		});
		sums.view.fill(0);
		this.#kernels.reduceLanes(this.#size, laneGradient.address, sums.address);
		const { view } = sums;
		for (let i = 0; i < this.#size; i++) gradient[i] += view[i];
		this.#prior.addGradient(gradient);
		if (this.#scalePlace !== undefined) {
			const products = this.#scaleProducts.view;
			gradient[this.#scalePlace] += products.reduce((a, b) => a + b, 0);
			if (!path) gradient[this.#scalePlace] -= this.#sites * logDensity.length;
			products.fill(0);
		}
	}

	density(
		parameters: Float32Array,
		fields: Float32Array,
		latent: Float32Array,
		logDensity: Float64Array,
	): void {
		this.#load(parameters);
		const sites = this.#sites;
		const density = this.#logDensity;
		this.#blocks(logDensity.length, (first, count) => {
			this.#fetch(fields, first, count, this.#final.address);
			const start = this.#fields[0].address;
			if (this.#scalePlace === undefined) {
				this.#kernels.copyLanes(sites, this.#final.address, start);
			} else {
				const factor = this.#inverseScale.address;
				this.#kernels.scaleSites(sites, factor, this.#final.address, start);
			}
			const sums = this.#values;
			sums.view.fill(-sites * this.#logScale);
			for (let i = this.#layers.length - 1; i >= 0; i--) {
				const layer = this.#layers[i];
				layer.forward(this.#parameters.address, start);
				this.#transform.inverse(layer, start, sums.address);
			}
			this.#prior.inverse(start, this.#latent.address, density.address);
			this.#store(this.#latent.address, latent, first, count);
			for (let i = 0; i < count; i++)
				logDensity[first + i] = density.view[i] + sums.view[i];
		});
	}

	#forward(
		latent: Float32Array,
		first: number,
		count: number,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		const sites = this.#sites;
		const kernels = this.#kernels;
		const density = this.#logDensity;
		this.#fetch(latent, first, count, this.#latent.address);
		this.#prior.forward(
			this.#latent.address,
			this.#fields[0].address,
			density.address,
		);
		for (const [i, layer] of this.#layers.entries()) {
			const fields = this.#fields[i + 1].address;
			kernels.copyLanes(sites, this.#fields[i].address, fields);
			layer.forward(this.#parameters.address, fields);
			this.#transform.forward(layer, fields, density.address);
		}
		const last = this.#fields[this.#config.layers].address;
		if (this.#scalePlace === undefined)
			kernels.copyLanes(sites, last, this.#final.address);
		else
			kernels.scaleSites(sites, this.#scale.address, last, this.#final.address);
		const shift = sites * this.#logScale;
		const { view } = density;
		for (let i = 0; i < count; i++) logDensity[first + i] = view[i] - shift;
		if (this.#action === null) return;
		this.#action.evaluate(this.#final.address, this.#values.address);
		action.set(this.#values.view.subarray(0, count), first);
	}

	#backward(count: number, path: boolean, laneGradient: number): void {
		const sites = this.#sites;
		const kernels = this.#kernels;
		const gradient = this.#gradient.address;
		this.#action?.gradient(this.#final.address, this.#live.address, gradient);
		if (this.#action === null) this.#gradient.view.fill(0);
		if (path) this.#addScore(gradient);
		if (this.#scalePlace !== undefined) {
			kernels.siteProducts(
				sites,
				gradient,
				this.#final.address,
				this.#scaleProducts.address,
			);
			kernels.scaleSites(sites, this.#scale.address, gradient, gradient);
		}
		const live = (path ? this.#none : this.#live).address;
		for (let i = this.#layers.length - 1; i >= 0; i--) {
			const layer = this.#layers[i];
			const input = this.#fields[i].address;
			const net = this.#netGradient.address;
			this.#transform.gradient(layer, input, gradient, live, net);
			layer.backward(
				this.#parameters.address,
				input,
				net,
				gradient,
				laneGradient,
			);
		}
		this.#prior.backward(this.#latent.address, gradient, path ? 0 : count);
	}

	/** gradient += live d log q / d fields, carried forward through the layers (arXiv:2207.08219). */
	#addScore(gradient: number): void {
		const sites = this.#sites;
		const score = this.#score.address;
		this.#prior.score(this.#latent.address, score);
		for (const [i, layer] of this.#layers.entries()) {
			const input = this.#fields[i].address;
			const net = this.#netGradient.address;
			this.#transform.score(layer, input, score, net);
			layer.backward(this.#parameters.address, input, net, score, 0);
		}
		if (this.#scalePlace !== undefined)
			this.#kernels.scaleSites(sites, this.#inverseScale.address, score, score);
		this.#kernels.addProduct(sites, this.#live.address, score, gradient);
	}

	#load(parameters: Float32Array): void {
		this.#parameters.view.set(parameters);
		this.#prior.load(parameters);
		if (this.#scalePlace === undefined) return;
		this.#logScale = parameters[this.#scalePlace];
		this.#scale.view.fill(Math.exp(this.#logScale));
		this.#inverseScale.view.fill(Math.exp(-this.#logScale));
	}

	#blocks(total: number, run: (first: number, count: number) => void): void {
		for (let first = 0; first < total; first += lanes)
			run(first, Math.min(lanes, total - first));
	}

	#fetch(rows: Float32Array, first: number, count: number, to: number): void {
		const sites = this.#sites;
		this.#rows.view.set(rows.subarray(first * sites, (first + count) * sites));
		this.#kernels.toLanes(count, sites, this.#rows.address, to);
	}

	#store(from: number, rows: Float32Array, first: number, count: number): void {
		const sites = this.#sites;
		this.#kernels.fromLanes(count, sites, from, this.#rows.address);
		rows.set(this.#rows.view.subarray(0, count * sites), first * sites);
	}

	/** The lanes are zero between calls: `reduceLanes` clears what it adds up. */
	#gradientBlocks() {
		if (this.#laneGradient === undefined) {
			this.#laneGradient = this.#heap.float32(4 * this.#size);
			this.#laneGradient.view.fill(0);
		}
		this.#sums ??= this.#heap.float64(this.#size);
		return { laneGradient: this.#laneGradient, sums: this.#sums };
	}
}

/** S of a block, and dS/dphi. */
class FusedAction {
	readonly #kernels: CouplingKernels;
	readonly #sites: number;
	readonly #links: number;
	readonly #kinetic: number;
	readonly #neighbours: Block<Int32Array>;
	readonly #potential: Block<Float64Array>;

	constructor(
		action: LocalAction,
		lattice: Lattice,
		kernels: CouplingKernels,
		heap: Heap,
	) {
		this.#kernels = kernels;
		this.#sites = lattice.sites;
		this.#links = 2 * lattice.dimension;
		this.#kinetic = action.kinetic;
		const table = neighbours(lattice);
		this.#neighbours = heap.int32(table.length);
		this.#neighbours.view.set(table);
		this.#potential = heap.float64(5);
		this.#potential.view.fill(0);
		this.#potential.view.set(action.potential);
	}

	evaluate(fields: number, values: number): void {
		this.#kernels.localAction(
			this.#sites,
			this.#links,
			this.#neighbours.address,
			this.#kinetic,
			this.#potential.address,
			fields,
			values,
		);
	}

	gradient(fields: number, live: number, gradient: number): void {
		this.#kernels.localActionGradient(
			this.#sites,
			this.#links,
			this.#neighbours.address,
			this.#kinetic,
			this.#potential.address,
			fields,
			live,
			gradient,
		);
	}
}
