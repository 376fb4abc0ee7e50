/** Sentences about the targets and the samplers of a paragraph about methods. */
import { samplerKey } from "../../core/identity.js";
import type { Model } from "../model/model.js";
import { escapeLatex } from "../text/escape.js";
import { enumerate } from "../text/format.js";
import { optionsText } from "./option-text.js";
import type { References } from "./references.js";

type Cite = (reference: string) => string;

/** One line for each action, so that a paper is cited once. */
export function targetsText(
	{ sections }: Model,
	{ actions }: References,
	cite: Cite,
): string {
	const lines = new Map<string, string[]>();
	for (const { target } of sections) {
		const own = lines.get(target.action) ?? [];
		const text = escapeLatex(`${target.label} (${target.detail})`);
		if (!own.includes(text)) own.push(text);
		lines.set(target.action, own);
	}
	const parts = [...lines].map(
		([action, texts]) =>
			`${enumerate(texts)}${cite(actions.get(action) ?? "")}`,
	);
	return `Configurations were drawn from $e^{-S}$ on ${enumerate(parts)}.`;
}

export function samplersText(
	{ samplers, current }: Model,
	{ samplers: references, options: words }: References,
	cite: Cite,
): string {
	const parts = samplers.map(({ key, name, label, options, module }) => {
		const outside = current.find(
			(record) => samplerKey(record) === key && record.outside,
		)?.outside;
		// A program's own options stand inside ours, which say how it is started.
		const own =
			outside === undefined ? options : objectOf(options.options ?? {});
		const known = outside === undefined ? words.get(name) : undefined;
		const chosen = optionsText(own, known ?? new Map());
		const origin =
			outside === undefined
				? module === undefined
					? ""
					: `module ${module.path}, SHA-256 ${module.sha256.slice(0, 12)}; `
				: `program ${[outside.name, outside.version].filter(Boolean).join(" ")}; `;
		const named = name === label ? label : `${label} (${name})`;
		const reference = outside?.reference ?? references.get(name) ?? "";
		return `${escapeLatex(named)}${cite(reference)} with ${escapeLatex(`${origin}${chosen || "default options"}`)}`;
	});
	return `The samplers were ${parts.join("; ")}.`;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null
		? Object.fromEntries(Object.entries(value))
		: {};
}
