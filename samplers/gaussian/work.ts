/** Counts the arithmetic of draws of a free field. */
import type { Lattice } from "../../core/lattice.js";
import { hartleyOperations } from "./hartley-work.js";

/** Of a draw with its log q: the widths of all modes, half the sum of squares, and the way to the sites. */
export function freeDrawOperations(lattice: Lattice): number {
	return 3 * lattice.sites + hartleyOperations(lattice);
}
