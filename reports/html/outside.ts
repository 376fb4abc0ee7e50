/** What programs of others say of themselves: name, libraries, device, reference. */
import type { BenchRecord } from "../../core/record.js";
import { samplerKey } from "../model/identity.js";
import type { Model } from "../model/model.js";
import { nameHtml } from "../text/escape.js";

/** Rows of the table of samplers, below the one with this key; "" if it is one of ours. */
export function outsideRows(model: Model, key: string): string {
	const told = model.current.flatMap((record) =>
		samplerKey(record) === key && record.outside !== undefined
			? wordsOf(record.outside)
			: [],
	);
	return [...new Set(told)]
		.map(
			(words) =>
				`<tr><td></td><td>program</td><td>${nameHtml(words)}</td></tr>`,
		)
		.join("");
}

function wordsOf(outside: NonNullable<BenchRecord["outside"]>): string {
	const { name, version, frameworks, device, reference } = outside;
	return [
		version === undefined ? name : `${name} ${version}`,
		...Object.entries(frameworks).map((entry) => entry.join(" ")),
		...(device === undefined
			? []
			: [`on ${device.count > 1 ? `${device.count} x ` : ""}${device.name}`]),
		...(reference === undefined ? [] : [reference]),
		...(outside.declaredEvaluations
			? ["evaluations of the action are its own count"]
			: []),
	].join("; ");
}
