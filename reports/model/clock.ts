/** The clock that ranks a section, in words. */
import type { Machine } from "./identity.js";
import type { Section } from "./model.js";

/** What a unit of cost is, without the full stop. */
export function unitMeans({ unit, label }: Machine): string {
	return unit === "core-second"
		? `One core-second is a second of processor time of one core while drawing (${label})`
		: `One ${unit} is a second of ${label} while drawing`;
}

/**
 * For the verdict; empty where the machine was there for the samplers alone. Which cell and why stands in the
 * list of doubts.
 */
export function busySentence({ busy, machine }: Section): string {
	if (busy.length === 0) return "";
	return machine.unit === "core-second"
		? "The machine was busy, so processor time is compared."
		: "The machine was busy: wall seconds mean little.";
}
