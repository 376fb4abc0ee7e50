/** What other people's programs say about themselves: name, libraries, device, reference. */
import type { BenchRecord } from "../../core/record.js";
import { samplerKey } from "../model/identity.js";
import type { Model } from "../model/model.js";
import { escapeHtml, nameHtml } from "../text/escape.js";

/** Rows of the table of samplers, below the one with this key; "" if it is one of ours. */
export function outsideRows(model: Model, key: string): string {
	const told = model.current.flatMap((record) =>
		samplerKey(record) === key && record.outside !== undefined
			? wordsOf(record.outside)
			: [],
	);
	return [...new Set(told)]
		.map((words) => `<tr><td></td><td>program</td><td>${words}</td></tr>`)
		.join("");
}

/** Where a reference leads, if it is an address, an arXiv number or a DOI. */
function addressOf(reference: string): string | undefined {
	if (/^https?:\/\/\S+$/.test(reference)) return reference;
	const [, paper] = /^arXiv:([\w.-]+(?:\/\d+)?)$/i.exec(reference) ?? [];
	if (paper !== undefined) return `https://arxiv.org/abs/${paper}`;
	const [, object] = /^doi:(10\.\S+)$/i.exec(reference) ?? [];
	return object === undefined ? undefined : `https://doi.org/${object}`;
}

function referenceHtml(reference: string): string {
	const address = addressOf(reference);
	return address === undefined
		? nameHtml(reference)
		: `<a href="${escapeHtml(address)}" rel="noreferrer">${nameHtml(reference)}</a>`;
}

function wordsOf(outside: NonNullable<BenchRecord["outside"]>): string {
	const { name, version, frameworks, device, reference } = outside;
	const words = [
		version === undefined ? name : `${name} ${version}`,
		...Object.entries(frameworks).map((entry) => entry.join(" ")),
		...(device === undefined
			? []
			: [`on ${device.count > 1 ? `${device.count} x ` : ""}${device.name}`]),
		...(outside.elsewhere ? ["its processor time is not known here"] : []),
		...(outside.declaredEvaluations
			? ["evaluations of the action are its own count"]
			: []),
	].map(nameHtml);
	return [
		...words,
		...(reference === undefined ? [] : [referenceHtml(reference)]),
	].join("; ");
}
