/**
 * Layers of a coupling flow whose values stream through global memory, with several dispatches per
 * layer. They serve lattices of any size.
 */

import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";
import type { ColumnProgram } from "./columns.js";
import { GpuConditioner, type LayerValues } from "./conditioner.js";
import type { GpuLayers, KeptLayers } from "./layers.js";
import type { GpuModel } from "./model.js";
import { backwardSpace, layerValues, sharedValues } from "./space.js";
import { GpuTransform } from "./transform.js";

/** Keeps nothing: the fields alternate between two arrays, and the layers share their values. */
export function streamedLayers(
	program: ColumnProgram,
	model: GpuModel,
): GpuLayers {
	const { layers } = model.config;
	const array = () => program.columns(model.lattice.sites, "fields");
	const fields = [array(), array()];
	const values = sharedValues(program, model);
	const transform = new GpuTransform(model);
	return {
		input: fields[0],
		image: fields[layers % 2],
		all(direction, logSlopes) {
			for (let i = 0; i < layers; i++) {
				const layer = direction === "forward" ? i : layers - 1 - i;
				const from = fields[i % 2];
				new GpuConditioner(model, layer).forward(program, from, values);
				transform.all(
					program,
					layer,
					direction,
					i === 0,
					from,
					values.net,
					fields[(i + 1) % 2],
					logSlopes,
				);
			}
		},
	};
}

interface Layer {
	readonly layer: number;
	readonly conditioner: GpuConditioner;
	readonly fields: GpuBuffer;
	readonly values: LayerValues;
}

export function streamedKeptLayers(
	program: ColumnProgram,
	model: GpuModel,
): KeptLayers {
	const { sites } = model.lattice;
	const array = () => program.columns(sites, "fields");
	const layers = Array.from(
		{ length: model.config.layers },
		(_, layer): Layer => ({
			layer,
			conditioner: new GpuConditioner(model, layer),
			fields: array(),
			values: layerValues(program, model, layer),
		}),
	);
	const image = array();
	const back = backwardSpace(program, model);
	const transform = new GpuTransform(model);
	const through = (
		{ layer, conditioner, fields, values }: Layer,
		kind: "gradient" | "score",
		carried: GpuBuffer,
		partials: GpuBuffer | null,
	) => {
		const { net } = values;
		transform.back(program, layer, kind, fields, net, carried, back.net);
		conditioner.backward(
			program,
			fields,
			values,
			back.net,
			carried,
			back.scratch,
			partials,
		);
	};
	return {
		input: layers[0].fields,
		image,
		all(direction, logSlopes) {
			for (const { layer, conditioner, fields, values } of layers) {
				conditioner.forward(program, fields, values);
				transform.all(
					program,
					layer,
					direction,
					layer === 0,
					fields,
					values.net,
					layers[layer + 1]?.fields ?? image,
					logSlopes,
				);
			}
		},
		score(score) {
			for (const layer of layers) through(layer, "score", score, null);
		},
		gradient(gradient, partials) {
			for (const layer of [...layers].reverse())
				through(layer, "gradient", gradient, partials);
		},
	};
}
