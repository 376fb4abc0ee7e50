/** Which clock a section is ranked by, in words. */
import { plural } from "../text/format.js";
import type { Machine } from "./identity.js";
import type { Section } from "./model.js";

/** What a unit of cost is, without the full stop. */
export function unitMeans({ unit, label }: Machine): string {
	return unit === "core-second"
		? `One core-second is a second of processor time, of one core of ${label}, while drawing`
		: `One ${unit} is a second of ${label} while drawing`;
}

/** For the verdict; empty where the machine was there for the samplers alone. */
export function busySentence({ busy, records, machine }: Section): string {
	if (busy.length === 0) return "";
	const drew = records.filter((record) => record.cost?.draw !== undefined);
	const cells =
		busy.length === drew.length
			? "the samplers"
			: `${busy.length} of ${plural(drew.length, "cell")}`;
	return `The machine was busy with something else while ${cells} drew (${busy[0]}): ${
		machine.unit === "core-second"
			? "processor seconds are compared, not wall seconds"
			: "the wall seconds that are compared here are of little worth"
	}.`;
}
