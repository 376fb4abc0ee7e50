/** Pictures of a few configurations of each sampler, with one scale for a target. */
import type { Diagnostics } from "../../core/diagnostics.js";
import { firsts } from "../charts/grammar/firsts.js";
import { fieldPicture, scalePicture } from "../draw/field-picture.js";
import type { Section } from "../model/model.js";
import { nameHtml } from "../text/escape.js";
import { formatNumber } from "../text/format.js";
import { swatch } from "./elements.js";

type Pictures = NonNullable<Diagnostics["pictures"]>;

/** A page shows at most this many samplers. */
const mostSamplers = 12;

/** Empty where no record has pictures. */
export function configurationsHtml(section: Section): string {
	const found = firsts<Pictures>(
		section,
		({ diagnostics }) => diagnostics?.pictures,
	).slice(0, mostSamplers);
	const [first] = found;
	if (first === undefined) return "";
	const { quantity } = first.data;
	const alike = found.filter(({ data }) => data.quantity === quantity);
	const limit = Math.max(
		...alike.flatMap(({ data: { low, high, path } }) =>
			[low, high, path?.low ?? 0, path?.high ?? 0].map(Math.abs),
		),
	);
	const rows = alike.map(({ sampler, data }) => {
		const { label, style, id } = sampler;
		const draws = pictures(data, data.shape, limit, `Draw of ${label}`);
		const path =
			data.path === undefined
				? ""
				: `<div class="path"><span>one draw from noise to field</span>${pictures(data.path, data.shape, limit, `Stage of a draw of ${label}`)}</div>`;
		return `<div class="fields" data-sampler="${id}"><h4>${swatch({ label, color: style.color, shape: style.shape })}${nameHtml(label)}</h4><div>${draws}</div>${path}</div>`;
	});
	const what =
		quantity === "q"
			? "the density of the topological charge"
			: `the field ${quantity}`;
	return `<section class="configurations" aria-label="Configurations"><h3>Configurations</h3><p class="key"><img class="scale" alt="" src="${scalePicture()}" width="160" height="10"> ${quantity} from −${formatNumber(limit, 2)} to ${formatNumber(limit, 2)}</p><div class="rows">${rows.join("")}</div><p class="reading"><b>How to read this.</b> The last draws of the first seed, one pixel for each site, show ${what}${first.data.shape.length > 1 ? "" : " along a line"}. All samplers have one scale; their pictures must look like draws of one law, with patches of one size. No error bar stands behind an impression.</p></section>`;
}

function pictures(
	{ fields, low, high }: Pick<Pictures, "fields" | "low" | "high">,
	shape: Pictures["shape"],
	limit: number,
	name: string,
): string {
	return fields
		.map((text, i) => {
			const bytes = Buffer.from(text, "base64");
			const source = fieldPicture({ bytes, low, high }, shape, limit);
			return `<img class="field" alt="${nameText(`${name}, ${i + 1}`)}" src="${source}" width="${shape[1] ?? 1}" height="${shape[0] ?? 1}">`;
		})
		.join("");
}

function nameText(text: string): string {
	return nameHtml(text).replace(/<\/?bdi>/g, "");
}
