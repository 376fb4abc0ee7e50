/** Options of samplers that update on the host alone. Updates and S are float64 in both precisions. */
import { z } from "zod";
import { chainOptions } from "../options.js";

export const hostOptions = {
	...chainOptions,
	chains: z.number().int().positive().default(16).describe("number of chains"),
	/** `hot`: elements in the uniform (Haar) measure. `cold`: the origin, the identity of a group. */
	start: z.enum(["hot", "cold"]).default("hot").describe("start of the chains"),
};
