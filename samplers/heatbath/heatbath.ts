/**
 * Heat bath with overrelaxation. A heat-bath sweep draws every element of the configuration from its
 * distribution given all others (M. Creutz, Phys. Rev. D 21 (1980) 2308). The microcanonical
 * reflections between these sweeps move the configuration far (S. L. Adler, Phys. Rev. D
 * 23 (1981) 2901). The family of the action decides how an element is drawn.
 */
import type { Action } from "../../actions/action.js";
import { no } from "../../core/verdict.js";
import type { SamplerDefinition } from "../sampler.js";
import type { HeatBathFamily } from "./family.js";
import { gauge } from "./gauge/gauge.js";
import { type HeatBathOptions, heatBathOptionsSchema } from "./options.js";
import { scalar } from "./scalar/scalar.js";
import { spin } from "./spin/spin.js";

const families: readonly HeatBathFamily[] = [scalar, gauge, spin];

const familyOf = (action: Action) =>
	families.find((family) => family.treats(action));

export const heatbath: SamplerDefinition<HeatBathOptions> = {
	name: "heatbath",
	label: "heat bath with overrelaxation",
	reference: "Phys. Rev. D 21 (1980) 2308; Phys. Rev. D 23 (1981) 2901",
	documentation: "classical-samplers.md#local-updates",
	options: heatBathOptionsSchema,
	create: (options) => ({
		supports: (action) =>
			familyOf(action) === undefined
				? no(
						`the heat bath needs ${families.map(({ needs }) => needs).join(", or ")}`,
					)
				: { ok: true },
		prepare(action, budget, context) {
			const family = familyOf(action);
			if (family === undefined)
				throw new Error(`${action.name} has no heat bath`);
			return family.prepare(action, options, budget, context);
		},
	}),
};
