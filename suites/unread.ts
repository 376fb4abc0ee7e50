/**
 * Stands in for a module that a suite names and that must not be loaded: somebody reads a suite whose code
 * should not run yet.
 */
import { z } from "zod";
import type { AnyAction, AnySampler } from "./catalogue.js";

/** Takes any options. */
export function unreadSampler(name: string): AnySampler {
	return {
		name,
		label: "a module that was not loaded",
		reference: "",
		options: z.record(z.string(), z.json()),
		create: () => refuse(name),
	};
}

/** Takes any couplings. */
export function unreadAction(name: string): AnyAction {
	return {
		name,
		label: "a module that was not loaded",
		reference: "",
		parameters: z.record(z.string(), z.number()),
		unread: true,
		create: () => refuse(name),
	};
}

function refuse(name: string): never {
	throw new Error(`${name} was not loaded`);
}
