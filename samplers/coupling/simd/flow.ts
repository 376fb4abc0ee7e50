/**
 * A coupling flow in one thread, with the kernels of samplers/coupling/simd/couplings.wasm.ts. A
 * block of eight samples goes through the whole flow, forward and backward, so everything that it
 * needs stays in the caches.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import {
	type Block,
	type Heap,
	loadKernel,
} from "../../../tensor/kernels/load.js";
import type {
	FlowBatch,
	FlowCall,
	FusedFactory,
	FusedFlow,
} from "../../flow/flow.js";
import { blockOf, type CouplingConfig, couplingLayout } from "../config.js";
import { FusedAction } from "./action.js";
import { fusedConditioners } from "./conditioner.js";
import { createFusedPrior } from "./create-prior.js";
import type { CouplingKernels } from "./kernels.js";
import { FusedLayers } from "./layers.js";
import type { FusedPrior } from "./prior.js";
import { Rows } from "./rows.js";
import { FusedScale } from "./scale.js";
import { type BlockSpace, blockSpace, eachBlock, LaneSums } from "./space.js";
import { createFusedTransform } from "./transform.js";

export const createFused: FusedFactory = async (config, lattice, action) =>
	new FusedCoupling(config as CouplingConfig, lattice, action);

class FusedCoupling implements FusedFlow {
	private readonly sites: number;
	private readonly size: number;
	private readonly kernels: CouplingKernels;
	private readonly heap: Heap;
	private readonly prior: FusedPrior;
	private readonly layers: FusedLayers;
	private readonly scale: FusedScale;
	private readonly action: FusedAction | null;
	private readonly parameters: Block<Float32Array>;
	private readonly space: BlockSpace;
	private readonly rows: Rows;
	/** Created when it is first needed. */
	private sums: LaneSums | undefined;

	constructor(
		private readonly config: CouplingConfig,
		lattice: Lattice,
		action: Polynomial | null,
	) {
		const { exports, heap } = loadKernel("samplers/coupling/simd/couplings");
		const layout = couplingLayout(lattice, config);
		const { sites } = lattice;
		this.sites = sites;
		this.size = layout.size;
		this.kernels = exports;
		this.heap = heap;
		this.prior = createFusedPrior(config.prior, lattice, layout, exports, heap);
		this.action =
			action === null ? null : new FusedAction(action, lattice, exports, heap);
		const conditioners = fusedConditioners(
			lattice,
			config,
			layout,
			exports,
			heap,
		);
		const most = Math.max(0, ...conditioners.map(({ net }) => net.length));
		this.space = blockSpace(heap, sites, config.layers, most);
		this.rows = new Rows(sites, exports, heap);
		this.parameters = heap.float32(layout.size);
		this.layers = new FusedLayers(
			conditioners,
			createFusedTransform(config.transform, exports),
			this.space,
			sites,
			exports,
			this.parameters.address,
		);
		const place = config.rescale
			? blockOf(layout, "logScale").offset
			: undefined;
		this.scale = new FusedScale(place, sites, exports, heap);
	}

	sample(
		parameters: Float32Array,
		{ latent, fields, logDensity, action }: FlowBatch<Float32Array>,
	): void {
		this.load(parameters);
		eachBlock(logDensity.length, (first, count) => {
			this.forward(latent, first, count, logDensity, action);
			this.rows.write(this.space.final.address, fields, first, count);
		});
	}

	gradient(
		parameters: Float32Array,
		{ latent, fields, gradient, logDensity, action }: FlowBatch<Float32Array>,
		call: FlowCall,
	): void {
		this.sums ??= new LaneSums(this.size, this.kernels, this.heap);
		const sums = this.sums;
		this.load(parameters);
		const path = call.estimator === "path";
		eachBlock(logDensity.length, (first, count) => {
			this.forward(latent, first, count, logDensity, action);
			if (fields.length > 0)
				this.rows.write(this.space.final.address, fields, first, count);
			this.space.live.view.fill(0).fill(1, 0, count);
			this.backward(count, path, sums.address);
		});
		sums.addTo(gradient);
		this.prior.addGradient(gradient);
		this.scale.addGradient(gradient, path ? 0 : logDensity.length);
	}

	pullBack(
		parameters: Float32Array,
		{ latent, fields, logDensity, action }: FlowBatch<Float32Array>,
		slope: Float32Array,
	): void {
		this.load(parameters);
		const gradient = this.space.gradient.address;
		eachBlock(logDensity.length, (first, count) => {
			this.forward(latent, first, count, logDensity, action);
			this.rows.write(this.space.final.address, fields, first, count);
			this.space.live.view.fill(0).fill(1, 0, count);
			this.actionSlope(gradient);
			this.scale.pullBack(gradient);
			this.layers.backward(gradient, this.space.live.address, 0);
			// The score of the latent normals cancels the derivative of z^2 / 2.
			this.prior.pullBack(gradient, this.space.score.address);
			this.rows.write(this.space.score.address, slope, first, count);
		});
	}

	density(
		parameters: Float32Array,
		{ fields, latent, logDensity }: FlowBatch<Float32Array>,
	): void {
		this.load(parameters);
		const density = this.space.logDensity;
		eachBlock(logDensity.length, (first, count) => {
			this.rows.read(fields, first, count, this.space.final.address);
			const start = this.space.fields[0].address;
			this.scale.inverse(this.space.final.address, start);
			const sums = this.space.values;
			sums.view.fill(-this.scale.logVolume);
			this.layers.inverse(start, sums.address);
			this.prior.inverse(start, this.space.latent.address, density.address);
			this.rows.write(this.space.latent.address, latent, first, count);
			for (let i = 0; i < count; i++)
				logDensity[first + i] = density.view[i] + sums.view[i];
		});
	}

	private forward(
		latent: Float32Array,
		first: number,
		count: number,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		const density = this.space.logDensity;
		this.rows.read(latent, first, count, this.space.latent.address);
		this.prior.forward(
			this.space.latent.address,
			this.space.fields[0].address,
			density.address,
		);
		this.layers.forward();
		const last = this.space.fields[this.config.layers].address;
		this.scale.forward(last, this.space.final.address);
		const shift = this.scale.logVolume;
		const { view } = density;
		for (let i = 0; i < count; i++) logDensity[first + i] = view[i] - shift;
		if (this.action === null) return;
		this.action.evaluate(this.space.final.address, this.space.values.address);
		action.set(this.space.values.view.subarray(0, count), first);
	}

	private backward(count: number, path: boolean, laneGradient: number): void {
		const gradient = this.space.gradient.address;
		this.actionSlope(gradient);
		if (path) this.addScore(gradient);
		this.scale.backward(gradient, this.space.final.address);
		const live = (path ? this.space.none : this.space.live).address;
		this.layers.backward(gradient, live, laneGradient);
		this.prior.backward(this.space.latent.address, gradient, path ? 0 : count);
	}

	/** live dS / d fields. */
	private actionSlope(gradient: number): void {
		this.action?.gradient(
			this.space.final.address,
			this.space.live.address,
			gradient,
		);
		if (this.action === null) this.space.gradient.view.fill(0);
	}

	/** gradient += live d log q / d fields. The score goes forward through the layers. */
	private addScore(gradient: number): void {
		const score = this.space.score.address;
		this.prior.score(this.space.latent.address, score);
		this.layers.score(score);
		this.scale.score(score);
		this.kernels.addProduct(
			this.sites,
			this.space.live.address,
			score,
			gradient,
		);
	}

	private load(parameters: Float32Array): void {
		this.parameters.view.set(parameters);
		this.prior.load(parameters);
		this.scale.load(parameters);
	}
}
