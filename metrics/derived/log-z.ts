/** log Z follows from the weights themselves, and not from means of columns. Chains do not give it. */
import type { Quantity } from "../quantity.js";

export const logZ: Quantity = {
	name: "logZ",
	symbol: "log Z",
	label: "log ∫ exp(−S)",
	family: "any",
};
