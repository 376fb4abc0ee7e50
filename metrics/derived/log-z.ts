/** log Z follows from the weights themselves, and not from means of columns. Chains do not give it. */
import { logZMargin } from "../../core/statistics/inference/judge.js";
import type { Quantity } from "../quantity.js";

export const logZ: Quantity = {
	name: "logZ",
	symbol: "log Z",
	label: "log ∫ exp(−S)",
	margin: logZMargin,
	family: "any",
};
