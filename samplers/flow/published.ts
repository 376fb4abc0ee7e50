/** A trained flow in files that any language reads (docs/python.md). */
import { type Action, polynomialOf } from "../../actions/action.js";
import type { PublishedModel } from "../sampler.js";
import type { FlowSettings, FlowShape } from "./flow.js";

/**
 * @param sampler its name
 * @returns nothing where the format of its architecture is not published
 */
export function publishedFlow(
	sampler: string,
	action: Action,
	{ architecture, layout }: FlowShape,
	parameters: Float32Array,
	settings: FlowSettings,
): PublishedModel | undefined {
	if (architecture === undefined) return undefined;
	const { name, space, parameters: couplings } = action;
	const published = architecture.parametersAt?.(parameters, settings) ?? {
		values: parameters,
		layout,
	};
	const arrays = published.layout.blocks.map((block) => {
		const { shape, offset } = block;
		const size = shape.reduce((product, extent) => product * extent, 1);
		const data = published.values.slice(offset, offset + size);
		return [block.name, { shape, data }] as const;
	});
	const local = polynomialOf(action);
	return {
		about: {
			format: 1,
			kind: architecture.kind,
			sampler,
			action: name,
			parameters: couplings,
			...(local === undefined ? {} : { structure: local }),
			shape: space.lattice.shape,
			config: { ...architecture.config, ...settings },
		},
		arrays: Object.fromEntries(arrays),
	};
}
