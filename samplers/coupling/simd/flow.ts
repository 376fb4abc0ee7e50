/**
 * A coupling flow in one thread, with the kernels of samplers/coupling/simd/couplings.wasm.ts. A
 * block of eight samples goes through the whole flow, forward and backward, so everything that it
 * needs stays in the caches.
 */
import { loadKernel } from "../../../core/kernels/load.js";
import type { FusedFactory } from "../../flow/flow.js";
import { blockOf, type CouplingConfig, couplingLayout } from "../config.js";
import { FusedAction } from "./action.js";
import { fusedConditioners } from "./conditioner.js";
import { createFusedPrior } from "./create-prior.js";
import { FusedLayers } from "./layers.js";
import { FusedPointwise } from "./pointwise.js";
import { Rows } from "./rows.js";
import { FusedScale } from "./scale.js";
import { blockSpace, eachBlock, LaneSums } from "./space.js";
import { createFusedTransform } from "./transform.js";

export const createFused: FusedFactory = async (given, lattice, action) => {
	const config = given as CouplingConfig;
	const { exports, heap } = loadKernel("samplers/coupling/simd/couplings");
	const layout = couplingLayout(lattice, config);
	const { sites } = lattice;
	const prior = createFusedPrior(config.prior, lattice, layout, exports, heap);
	const localAction =
		action === null ? null : new FusedAction(action, lattice, exports, heap);
	const conditioners = fusedConditioners(
		lattice,
		config,
		layout,
		exports,
		heap,
	);
	const most = Math.max(0, ...conditioners.map(({ net }) => net.length));
	const space = blockSpace(heap, sites, config.layers, most);
	const rows = new Rows(sites, exports, heap);
	const loaded = heap.float32(layout.size);
	const layers = new FusedLayers(
		conditioners,
		createFusedTransform(config.transform, exports),
		space,
		sites,
		exports,
		loaded.address,
	);
	const place = config.rescale ? blockOf(layout, "logScale").offset : undefined;
	const scale = new FusedScale(place, sites, exports, heap);
	const last = space.fields[config.layers];
	/** Fields before the common factor. */
	const bent = config.pointwise === true ? heap.float32(8 * sites) : last;
	const pointwise =
		config.pointwise === true
			? new FusedPointwise(
					blockOf(layout, "pointwise/logCoefficient").offset,
					sites,
					bent,
					exports,
					heap,
				)
			: undefined;
	/** Created when it is first needed. */
	let laneSums: LaneSums | undefined;

	function forward(
		latent: Float32Array,
		first: number,
		count: number,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		const density = space.logDensity;
		rows.read(latent, first, count, space.latent.address);
		prior.forward(
			space.latent.address,
			space.fields[0].address,
			density.address,
		);
		layers.forward();
		pointwise?.forward(last.address, density.address);
		scale.forward(bent.address, space.final.address);
		const shift = scale.logVolume;
		const { view } = density;
		for (let i = 0; i < count; i++) logDensity[first + i] = view[i] - shift;
		if (localAction === null) return;
		localAction.evaluate(space.final.address, space.values.address);
		action.set(space.values.view.subarray(0, count), first);
	}

	function backward(count: number, path: boolean, laneGradient: number): void {
		const gradient = space.gradient.address;
		actionSlope(gradient);
		if (path) addScore(gradient);
		scale.backward(gradient, space.final.address);
		const live = (path ? space.none : space.live).address;
		pointwise?.backward(gradient, live);
		layers.backward(gradient, live, laneGradient);
		prior.backward(space.latent.address, gradient, path ? 0 : count);
	}

	/** live dS / d fields. */
	function actionSlope(gradient: number): void {
		localAction?.gradient(space.final.address, space.live.address, gradient);
		if (localAction === null) space.gradient.view.fill(0);
	}

	/** gradient += live d log q / d fields. The score goes forward through the layers. */
	function addScore(gradient: number): void {
		const score = space.score.address;
		prior.score(space.latent.address, score);
		layers.score(score);
		pointwise?.score(score);
		scale.score(score);
		exports.addProduct(sites, space.live.address, score, gradient);
	}

	function load(parameters: Float32Array): void {
		loaded.view.set(parameters);
		prior.load(parameters);
		pointwise?.load(parameters);
		scale.load(parameters);
	}

	return {
		sample(parameters, { latent, fields, logDensity, action }) {
			load(parameters);
			eachBlock(logDensity.length, (first, count) => {
				forward(latent, first, count, logDensity, action);
				rows.write(space.final.address, fields, first, count);
			});
		},
		gradient(
			parameters,
			{ latent, fields, gradient, logDensity, action },
			call,
		) {
			laneSums ??= new LaneSums(layout.size, exports, heap);
			const sums = laneSums;
			load(parameters);
			const path = call.estimator === "path";
			eachBlock(logDensity.length, (first, count) => {
				forward(latent, first, count, logDensity, action);
				if (fields.length > 0)
					rows.write(space.final.address, fields, first, count);
				space.live.view.fill(0).fill(1, 0, count);
				backward(count, path, sums.address);
			});
			sums.addTo(gradient);
			prior.addGradient(gradient);
			pointwise?.addGradient(gradient);
			scale.addGradient(gradient, path ? 0 : logDensity.length);
		},
		pullBack(parameters, { latent, fields, logDensity, action }, slope) {
			load(parameters);
			const gradient = space.gradient.address;
			eachBlock(logDensity.length, (first, count) => {
				forward(latent, first, count, logDensity, action);
				rows.write(space.final.address, fields, first, count);
				space.live.view.fill(0).fill(1, 0, count);
				actionSlope(gradient);
				scale.pullBack(gradient);
				pointwise?.pullBack(gradient, space.live.address);
				layers.backward(gradient, space.live.address, 0);
				// The score of the latent normals cancels the derivative of z^2 / 2.
				prior.pullBack(gradient, space.score.address);
				rows.write(space.score.address, slope, first, count);
			});
		},
		density(parameters, { fields, latent, logDensity }) {
			load(parameters);
			const density = space.logDensity;
			eachBlock(logDensity.length, (first, count) => {
				rows.read(fields, first, count, space.final.address);
				const start = space.fields[0].address;
				scale.inverse(space.final.address, start);
				const sums = space.values;
				sums.view.fill(-scale.logVolume);
				pointwise?.inverse(start, sums.address);
				layers.inverse(start, sums.address);
				prior.inverse(start, space.latent.address, density.address);
				rows.write(space.latent.address, latent, first, count);
				for (let i = 0; i < count; i++)
					logDensity[first + i] = density.view[i] + sums.view[i];
			});
		},
	};
};
