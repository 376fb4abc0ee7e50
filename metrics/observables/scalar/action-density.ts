/** S/V, from the action values that the sampler has already computed. */
import type { Observable } from "../../observable.js";

export const actionDensity: Observable = {
	name: "actionDensity",
	label: "S / V",
	measure: (_fields, { sites }, actionValues) =>
		actionValues.map((value) => value / sites),
};
