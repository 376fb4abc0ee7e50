/** Chart: how the time of the device was spent. */
import { type Phase, phases } from "../../core/cost.js";
import { element } from "../../core/elements.js";
import { phaseColors } from "../draw/palette.js";
import { average } from "../model/combine.js";
import { samplerKey } from "../model/identity.js";
import { formatDuration } from "../text/format.js";
import type { Chart } from "./chart.js";
import { axis } from "./grammar/axes.js";
import { fitNames, rowAxis, rowId } from "./grammar/rows.js";
import { fading, words } from "./grammar/samplers.js";
import { type Datum, rowsHeight, view } from "./grammar/view.js";

export const costByPhase: Chart = {
	name: "cost-by-phase",
	title: "Cost by phase",
	reading:
		"Time of the device for one cell, seeds averaged, from compiling on the left to measuring on the right. Warm colours are preparation, paid once; blue is paid again for more configurations.",
	caption: "Time of the device for one cell by phase, averaged over the seeds.",
	panels: "one",
	scope: "section",
	build(_, section, layout) {
		const rows = section.samplers.flatMap((sampler) => {
			const records = section.records.filter(
				(r) => samplerKey(r) === sampler.key && r.cost !== undefined,
			);
			if (records.length === 0) return [];
			const seconds = phases.map((phase): [Phase, number] => [
				phase,
				average(records.map((r) => r.cost?.[phase]?.deviceSeconds ?? 0)) ?? 0,
			]);
			return [{ sampler, seconds }];
		});
		if (rows.length === 0) return undefined;
		const names = fitNames(
			rows.map((row) => row.sampler.label),
			layout,
		);
		const used = phases.filter((phase) =>
			rows.some(({ seconds }) =>
				seconds.some(([name, value]) => name === phase && value > 0),
			),
		);
		const values: Datum[] = rows.flatMap(({ sampler, seconds }, index) => {
			let end = 0;
			return seconds.flatMap(([phase, value]) => {
				if (value === 0) return [];
				const start = end;
				end += value;
				return {
					row: rowId(index),
					sampler: sampler.id,
					phase,
					x: start,
					end,
					text: `${sampler.label}\n${phase}: ${formatDuration(value)}`,
				};
			});
		});
		const { unit } = section.machine;
		const height = rowsHeight(rows.length, layout);
		const description = `Time of the device by phase for ${rows.length} samplers on ${section.target.label}.`;
		return {
			description,
			names: Object.fromEntries(
				rows.map(({ sampler }, i) => [rowId(i), sampler.label]),
			),
			legend: used.map((phase) => ({
				label: phase,
				color: element(phaseColors, phase),
				shape: "square",
			})),
			panels: [
				view(layout, height, description, [
					{
						data: { values },
						mark: { type: "bar", height: { band: 0.62 } },
						encoding: {
							x: axis("x", `${unit}s`, {}, { tickCount: 6 }),
							x2: { field: "end" },
							y: rowAxis(names),
							color: {
								field: "phase",
								type: "nominal",
								legend: null,
								scale: {
									domain: used,
									range: used.map((phase) => phaseColors[phase]),
								},
							},
							opacity: fading(1),
							...words,
						},
					},
				]),
			],
			table: {
				columns: ["Sampler", ...used, "total"],
				rows: rows.map(({ sampler, seconds }) => [
					sampler.label,
					...used.map(
						(phase) => seconds.find(([name]) => name === phase)?.[1] ?? 0,
					),
					seconds.reduce((total, [, value]) => total + value, 0),
				]),
				note: `In ${unit}s of ${section.machine.label}, mean over seeds.`,
			},
		};
	},
};
