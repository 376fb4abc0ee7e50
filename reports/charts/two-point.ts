/** Chart: the zero-momentum two-point function of all samplers in one picture. */
import { element } from "../../core/elements.js";
import { samplerKey } from "../model/identity.js";
import type { Chart } from "./chart.js";
import { meanOfSeeds, samplerPoints } from "./sampler-points.js";

export const twoPoint: Chart = {
	name: "two-point",
	title: "Two-point function",
	reading:
		"C(t) at zero momentum with its standard error, seeds averaged; symbols are shifted sideways a little so that they do not hide each other; points of samplers without a rank that lie far away are left out. All samplers sample the same theory, so their symbols must coincide within the bars.",
	caption:
		"Two-point function $C(t)$ at zero momentum with standard errors, averaged over the seeds. Symbols are displaced horizontally for legibility.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const members = section.samplers.map((sampler) => {
			const curves = section.records.flatMap((record) =>
				samplerKey(record) === sampler.key && record.diagnostics?.twoPoint
					? [record.diagnostics.twoPoint]
					: [],
			);
			const length =
				curves.length === 0
					? 0
					: Math.min(...curves.map((curve) => curve.value.length));
			const points = new Map(
				Array.from({ length }, (_, t) => [
					t,
					meanOfSeeds(
						curves.map(({ value, error }) => ({
							value: element(value, t),
							error: error[t] ?? 0,
						})),
					),
				]),
			);
			return { sampler, points };
		});
		const shown = members.filter(({ points }) => points.size > 0);
		const last = Math.max(...shown.map(({ points }) => points.size - 1));
		return samplerPoints(section, layout, members, {
			x: "t",
			y: "C(t)",
			at: (t) => `C(${t})`,
			description: `Two-point functions of ${shown.length} samplers on ${section.target.label}, t from 0 to ${last}.`,
		});
	},
};
