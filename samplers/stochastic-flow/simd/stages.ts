/** The coupling layers of all stages in one thread. The setting `stage` chooses. */
import { element } from "../../../core/elements.js";
import { createFused as createCoupling } from "../../coupling/simd/flow.js";
import type { FlowCall, FusedFactory } from "../../flow/flow.js";
import type { Stage } from "../stages.js";

export const createFused: FusedFactory = async (config, lattice) => {
	const stages = config as readonly Stage[];
	const flows = await Promise.all(
		stages.map(({ coupling, action }) =>
			createCoupling(coupling, lattice, action),
		),
	);
	const at = ({ settings }: FlowCall) => element(flows, settings?.stage ?? 0);
	return {
		sample: (parameters, batch, call) =>
			at(call).sample(parameters, batch, call),
		gradient: (parameters, batch, call) =>
			at(call).gradient(parameters, batch, call),
		density: (parameters, batch, call) =>
			at(call).density(parameters, batch, call),
	};
};
