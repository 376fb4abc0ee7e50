/**
 * The coupling flow of links in one thread. A block of eight samples goes through the whole flow, forward and backward. Between
 * the ends only plaquettes are needed; the links are carried along. As functions of all V plaquettes, whose sum no layer
 * changes, the layers have the same Jacobian as on the links.
 */
import type { Lattice } from "../../../core/lattice.js";
import {
	type Block,
	type Heap,
	loadKernel,
} from "../../../tensor/kernels/load.js";
import { Rows } from "../../coupling/simd/rows.js";
import {
	type BlockSpace,
	blockSpace,
	eachBlock,
	LaneSums,
} from "../../coupling/simd/space.js";
import type {
	FlowBatch,
	FlowCall,
	FusedFactory,
	FusedFlow,
} from "../../flow/flow.js";
import { type GaugeCouplingConfig, gaugeCouplingLayout } from "../config.js";
import { plaquetteLinks } from "../stripes.js";
import type { FusedLayer } from "./layer.js";
import { fusedLayers, type LinkKernels } from "./layers.js";

export const createFused: FusedFactory = async (config, lattice) =>
	new FusedGaugeCoupling(config as GaugeCouplingConfig, lattice);

class FusedGaugeCoupling implements FusedFlow {
	readonly #beta: number;
	readonly #sites: number;
	readonly #size: number;
	readonly #kernels: LinkKernels;
	readonly #heap: Heap;
	readonly #layers: readonly FusedLayer[];
	readonly #parameters: Block<Float32Array>;
	readonly #space: BlockSpace;
	readonly #rows: Rows;
	readonly #corners: Block<Int32Array>;
	readonly #links: Block<Float32Array>;
	/** Created when it is first needed. */
	#sums: LaneSums | undefined;

	constructor(config: GaugeCouplingConfig, lattice: Lattice) {
		const { exports, heap } = loadKernel("samplers/gauge-coupling/simd/links");
		const layout = gaugeCouplingLayout(config);
		const { sites } = lattice;
		this.#beta = config.beta;
		this.#sites = sites;
		this.#size = layout.size;
		this.#kernels = exports;
		this.#heap = heap;
		const { layers, most } = fusedLayers(
			lattice,
			config,
			layout,
			exports,
			heap,
		);
		this.#layers = layers;
		this.#space = blockSpace(heap, sites, config.layers, most);
		this.#rows = new Rows(2 * sites, exports, heap);
		this.#parameters = heap.float32(layout.size);
		const corners = plaquetteLinks(lattice);
		this.#corners = heap.int32(corners.length);
		this.#corners.view.set(corners);
		this.#links = heap.float32(16 * sites);
	}

	sample(
		parameters: Float32Array,
		{ latent, fields, logDensity, action }: FlowBatch<Float32Array>,
	): void {
		this.#parameters.view.set(parameters);
		eachBlock(logDensity.length, (first, count) => {
			this.#forward(latent, first, count, logDensity, action);
			this.#write(fields, first, count);
		});
	}

	gradient(
		parameters: Float32Array,
		{ latent, fields, gradient, logDensity, action }: FlowBatch<Float32Array>,
		call: FlowCall,
	): void {
		this.#sums ??= new LaneSums(this.#size, this.#kernels, this.#heap);
		const sums = this.#sums;
		this.#parameters.view.set(parameters);
		const path = call.estimator === "path";
		eachBlock(logDensity.length, (first, count) => {
			this.#forward(latent, first, count, logDensity, action);
			if (fields.length > 0) this.#write(fields, first, count);
			this.#space.live.view.fill(0).fill(1, 0, count);
			this.#backward(path, sums.address);
		});
		sums.addTo(gradient);
	}

	density(
		parameters: Float32Array,
		{ fields, latent, logDensity }: FlowBatch<Float32Array>,
	): void {
		this.#parameters.view.set(parameters);
		eachBlock(logDensity.length, (first, count) => {
			const states = this.#start(fields, first, count, this.#layers.length);
			for (let i = this.#layers.length - 1; i >= 0; i--)
				this.#layers[i].inverse(
					this.#parameters.address,
					states[i + 1].address,
					states[i].address,
					this.#links.address,
					this.#space.logDensity.address,
				);
			this.#write(latent, first, count);
			logDensity.set(this.#space.logDensity.view.subarray(0, count), first);
		});
	}

	#forward(
		latent: Float32Array,
		first: number,
		count: number,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		const states = this.#start(latent, first, count, 0);
		const { logDensity: density, values } = this.#space;
		for (const [i, layer] of this.#layers.entries())
			layer.forward(
				this.#parameters.address,
				states[i].address,
				states[i + 1].address,
				this.#links.address,
				density.address,
			);
		const last = states[this.#layers.length].address;
		this.#kernels.wilson(this.#sites, last, this.#beta, values.address);
		logDensity.set(density.view.subarray(0, count), first);
		action.set(values.view.subarray(0, count), first);
	}

	#backward(path: boolean, weights: number): void {
		const { fields, gradient, score, live, none } = this.#space;
		const last = fields[this.#layers.length].address;
		this.#kernels.wilsonGradient(
			this.#sites,
			last,
			this.#beta,
			live.address,
			gradient.address,
		);
		if (path) {
			// The prior is uniform.
			score.view.fill(0);
			for (const [i, layer] of this.#layers.entries())
				layer.score(
					this.#parameters.address,
					fields[i].address,
					score.address,
					this.#space,
				);
			this.#kernels.addProduct(
				this.#sites,
				live.address,
				score.address,
				gradient.address,
			);
		}
		for (let i = this.#layers.length - 1; i >= 0; i--)
			this.#layers[i].backward(
				this.#parameters.address,
				fields[i].address,
				gradient.address,
				(path ? none : live).address,
				this.#space,
				weights,
			);
	}

	/** The links of samples in the lanes, their plaquettes in state `at`, and log q of the prior. */
	#start(
		given: Float32Array,
		first: number,
		count: number,
		at: number,
	): readonly Block<Float32Array>[] {
		const { fields, logDensity } = this.#space;
		this.#rows.read(given, first, count, this.#links.address);
		this.#kernels.plaquettes(
			this.#sites,
			this.#corners.address,
			this.#links.address,
			fields[at].address,
		);
		logDensity.view.fill(0);
		return fields;
	}

	#write(rows: Float32Array, first: number, count: number): void {
		this.#kernels.wrapAll(2 * this.#sites, this.#links.address);
		this.#rows.write(this.#links.address, rows, first, count);
	}
}
