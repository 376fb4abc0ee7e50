/** log Z comes from the weights themselves, not from means of columns. Chains do not know it. */
import type { Quantity } from "../quantity.js";

export const logZ: Quantity = {
	name: "logZ",
	symbol: "log Z",
	label: "log ∫ exp(−S)",
	family: "any",
};
