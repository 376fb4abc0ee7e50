/**
 * The coupling flow of links in one thread. A block of eight samples goes through the whole flow, forward and
 * backward. Between the ends only plaquettes are needed; the links are carried along. As functions of all V
 * plaquettes, whose sum no layer changes, the layers have the same Jacobian as on the links.
 */
import { type Block, loadKernel } from "../../../core/kernels/load.js";
import { Rows } from "../../coupling/simd/rows.js";
import { blockSpace, eachBlock, LaneSums } from "../../coupling/simd/space.js";
import type { FusedFactory } from "../../flow/flow.js";
import { type GaugeCouplingConfig, gaugeCouplingLayout } from "../config.js";
import { plaquetteLinks } from "../stripes.js";
import { fusedLayers } from "./layers.js";

export const createFused: FusedFactory = async (given, lattice) => {
	const config = given as GaugeCouplingConfig;
	const { exports: kernels, heap } = loadKernel(
		"samplers/gauge-coupling/simd/links",
	);
	const layout = gaugeCouplingLayout(config);
	const { sites } = lattice;
	const { beta } = config;
	const { layers, most } = fusedLayers(lattice, config, layout, kernels, heap);
	const space = blockSpace(heap, sites, config.layers, most);
	const linkRows = new Rows(2 * sites, kernels, heap);
	const loaded = heap.float32(layout.size);
	const corners = plaquetteLinks(lattice);
	const cornerList = heap.int32(corners.length);
	cornerList.view.set(corners);
	const links = heap.float32(16 * sites);
	/** Created when it is first needed. */
	let laneSums: LaneSums | undefined;

	function forward(
		latent: Float32Array,
		first: number,
		count: number,
		logDensity: Float64Array,
		action: Float64Array,
	): void {
		const states = start(latent, first, count, 0);
		const { logDensity: density, values } = space;
		for (const [i, layer] of layers.entries())
			layer.forward(
				loaded.address,
				states[i].address,
				states[i + 1].address,
				links.address,
				density.address,
			);
		const last = states[layers.length].address;
		kernels.wilson(sites, last, beta, values.address);
		logDensity.set(density.view.subarray(0, count), first);
		action.set(values.view.subarray(0, count), first);
	}

	function backward(path: boolean, weights: number): void {
		const { fields, gradient, score, live, none } = space;
		const last = fields[layers.length].address;
		kernels.wilsonGradient(sites, last, beta, live.address, gradient.address);
		if (path) {
			// The prior is uniform.
			score.view.fill(0);
			for (const [i, layer] of layers.entries())
				layer.score(loaded.address, fields[i].address, score.address, space);
			kernels.addProduct(sites, live.address, score.address, gradient.address);
		}
		for (let i = layers.length - 1; i >= 0; i--)
			layers[i].backward(
				loaded.address,
				fields[i].address,
				gradient.address,
				(path ? none : live).address,
				space,
				weights,
			);
	}

	/** The links of samples in the lanes, their plaquettes in state `at`, and log q of the prior. */
	function start(
		given: Float32Array,
		first: number,
		count: number,
		at: number,
	): readonly Block<Float32Array>[] {
		const { fields, logDensity } = space;
		linkRows.read(given, first, count, links.address);
		kernels.plaquettes(
			sites,
			cornerList.address,
			links.address,
			fields[at].address,
		);
		logDensity.view.fill(0);
		return fields;
	}

	function write(rows: Float32Array, first: number, count: number): void {
		kernels.wrapAll(2 * sites, links.address);
		linkRows.write(links.address, rows, first, count);
	}

	return {
		sample(parameters, { latent, fields, logDensity, action }) {
			loaded.view.set(parameters);
			eachBlock(logDensity.length, (first, count) => {
				forward(latent, first, count, logDensity, action);
				write(fields, first, count);
			});
		},
		gradient(
			parameters,
			{ latent, fields, gradient, logDensity, action },
			call,
		) {
			laneSums ??= new LaneSums(layout.size, kernels, heap);
			const sums = laneSums;
			loaded.view.set(parameters);
			const path = call.estimator === "path";
			eachBlock(logDensity.length, (first, count) => {
				forward(latent, first, count, logDensity, action);
				if (fields.length > 0) write(fields, first, count);
				space.live.view.fill(0).fill(1, 0, count);
				backward(path, sums.address);
			});
			sums.addTo(gradient);
		},
		density(parameters, { fields, latent, logDensity }) {
			loaded.view.set(parameters);
			eachBlock(logDensity.length, (first, count) => {
				const states = start(fields, first, count, layers.length);
				for (let i = layers.length - 1; i >= 0; i--)
					layers[i].inverse(
						loaded.address,
						states[i + 1].address,
						states[i].address,
						links.address,
						space.logDensity.address,
					);
				write(latent, first, count);
				logDensity.set(space.logDensity.view.subarray(0, count), first);
			});
		},
	};
};
