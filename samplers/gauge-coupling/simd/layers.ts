/** The layers of a flow of links on the heap of the kernels. Those with the same stripes share their tables. */

import type { Heap } from "../../../core/kernels/load.js";
import type { Lattice } from "../../../core/lattice.js";
import type { ConvTables } from "../../coupling/conditioner-tables.js";
import {
	conditionerScratch,
	FusedConditioner,
} from "../../coupling/simd/conditioner.js";
import { type HeapTables, onHeap } from "../../coupling/simd/tables.js";
import type { FusedTransform } from "../../coupling/simd/transform.js";
import type { ParameterLayout } from "../../flow/flow.js";
import {
	type CircleTransform,
	type GaugeCouplingConfig,
	netMaps,
	outputsOf,
} from "../config.js";
import { netTables, stripesOf } from "../stripes.js";
import { FusedLayer } from "./layer.js";

export type LinkKernels = KernelModules["samplers/gauge-coupling/simd/links"];

/** Masks repeat after so many layers. */
const period = 8;

export function fusedLayers(
	lattice: Lattice,
	config: GaugeCouplingConfig,
	layout: ParameterLayout,
	kernels: LinkKernels,
	heap: Heap,
): { readonly layers: readonly FusedLayer[]; readonly most: number } {
	const { sites } = lattice;
	const numbers = outputsOf(config.transform);
	const shape = { maps: netMaps(config), places: sites, even: false, numbers };
	const scratch = conditionerScratch(shape, heap);
	const transform = circleTransform(config.transform, kernels);
	const list = (values: readonly number[]) => {
		const block = heap.int32(values.length);
		block.view.set(values);
		return block;
	};
	const masks = Array.from(
		{ length: Math.min(period, config.layers) },
		(_, i) => {
			const stripes = stripesOf(lattice, i);
			const known = new Map<ConvTables, HeapTables>();
			const convolutions = netTables(lattice, config, stripes).map((tables) => {
				const stored = known.get(tables) ?? onHeap(tables, heap);
				known.set(tables, stored);
				return stored;
			});
			const active = list(stripes.active);
			const places = {
				active: active.address,
				passive: list(stripes.passive).address,
				frozen: list(stripes.frozen).address,
			};
			return { stripes, tables: { convolutions, active }, places };
		},
	);
	const slopes = heap.float32(16 * sites);
	slopes.view.fill(0);
	const layers = Array.from({ length: config.layers }, (_, i) => {
		const { stripes, tables, places } = masks[i % period];
		const net = new FusedConditioner(
			shape,
			layout,
			i,
			tables,
			scratch,
			kernels,
			heap,
		);
		const features = heap.float32(16 * sites);
		return new FusedLayer(
			stripes,
			places,
			net,
			transform,
			features.address,
			slopes.address,
			sites,
			kernels,
		);
	});
	return { layers, most: 8 * numbers * masks[0].stripes.active.length };
}

function circleTransform(
	config: CircleTransform,
	kernels: LinkKernels,
): FusedTransform {
	const ncp = config.kind === "ncp";
	if (ncp) kernels.configureNcp(config.components);
	else kernels.configureSpline(config.bins, Math.PI, 0, 1, outputsOf(config));
	const forward = ncp ? kernels.ncp : kernels.spline;
	const inverse = ncp ? kernels.ncpInverse : kernels.splineInverse;
	const gradient = ncp ? kernels.ncpGradient : kernels.splineGradient;
	const score = ncp ? kernels.ncpScore : kernels.splineScore;
	const on = ({ active, net }: FusedConditioner, fields: number) =>
		[active.length, active.address, fields, net.address] as const;
	return {
		forward: (layer, fields, logDensity) =>
			forward(...on(layer, fields), logDensity),
		inverse: (layer, fields, logDensity) =>
			inverse(...on(layer, fields), logDensity),
		gradient: (layer, input, slope, live, net) =>
			gradient(...on(layer, input), slope, live, net),
		score: (layer, input, slope, net) => score(...on(layer, input), slope, net),
	};
}
