/**
 * Chart: the course of training, as loss, ESS and others against the time of the device, steps or
 * evaluations. It shows whether more training would help.
 */
import { defined, element, groupBy } from "../../core/elements.js";
import { machineOf } from "../model/identity.js";
import type { Section } from "../model/model.js";
import { joinedWarnings } from "../model/training.js";
import { formatCount, formatDuration } from "../text/format.js";
import type { Chart, Layout, Panel, Spec } from "./chart.js";
import { axis, logAxis, plainNumber } from "./grammar/axes.js";
import { lineData, lines } from "./grammar/layers.js";
import { samplerLegend } from "./grammar/samplers.js";
import { thin } from "./grammar/thin.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";
import { type Curve, trainingCurves } from "./training-curves.js";

/** The quantities of a preparation to show, in this order and with these names. */
const quantities: readonly (readonly [string, string])[] = [
	["ess", "ESS / draws"],
	["heldOutEss", "ESS / draws, held-out samples"],
	["trainingEss", "ESS / draws, training batch"],
	["divergence", "loss + log Z"],
	["loss", "loss"],
	["acceptance", "acceptance"],
	["stepSize", "step size"],
	["logZ", "log Z"],
	["stepError", "error of the integration"],
	["learningRate", "learning rate"],
];
const clocks = ["deviceSeconds", "seconds", "step", "evaluations"] as const;
type Clock = (typeof clocks)[number];
/** Names in addresses and menus. */
const clockNames = {
	deviceSeconds: "seconds",
	seconds: "seconds",
	step: "steps",
	evaluations: "evaluations",
} as const;

export const training: Chart = {
	name: "training",
	title: "Training",
	reading:
		"One line for each seed. A curve that is still rising when it ends says that more training would have helped; one that falls back says that training went astray.",
	caption:
		"Course of the training against the time of the device, one line for each seed. The sum of the loss $\\langle S + \\log q\\rangle_q$ and $\\log Z$ is the Kullback--Leibler divergence of the flow from the target.",
	panels: "many",
	scope: "section",
	build(_, section, layout) {
		const curves = trainingCurves(section);
		if (curves.length === 0) return undefined;
		const known = clocks.filter((name) =>
			curves.every((curve) => name in curve.history.columns),
		);
		// Seconds of the wall say nothing beside those of the device.
		const [clock, ...others] = known.includes("deviceSeconds")
			? known.filter((name) => name !== "seconds")
			: known;
		if (clock === undefined) return undefined;
		const shown = quantitiesOf(curves);
		const members = section.samplers.filter((sampler) =>
			curves.some((curve) => curve.sampler === sampler),
		);
		const axes = [clock, ...others].map((name) => ({
			name: clockNames[name],
			label: titleOf(name, section),
			panels: panelsOf(section, curves, shown, name, layout),
		}));
		const { panels } = element(axes, 0);
		if (panels.length === 0) return undefined;
		return {
			panels,
			axes,
			description: `Training curves of ${members.length} samplers on ${section.target.label}.`,
			...defined({ remark: warnings(curves) }),
			legend: samplerLegend(members),
			table: {
				columns: [
					"Sampler",
					"Seed",
					"time",
					"end",
					...shown.flatMap(([, title]) => [`${title}, first`, "last"]),
				],
				rows: curves.map((curve) => [
					curve.sampler.label,
					curve.seed,
					timeText(curve, clock),
					curve.end ?? "–",
					...shown.flatMap(([name]) => {
						const column = curve.history.columns[name] ?? [];
						const finite = column.filter((v) => v !== null);
						return [finite[0] ?? null, finite.at(-1) ?? null];
					}),
				]),
				note: "The curves in full are in the records, under history.",
			},
		};
	},
};

type Quantity = (typeof quantities)[number];

/** Those that some curve has, with the divergence in place of the loss where it is known. */
function quantitiesOf(curves: readonly Curve[]): readonly Quantity[] {
	const known = curves.every(
		({ history }) =>
			!("loss" in history.columns) || "divergence" in history.columns,
	);
	return quantities.filter(
		([name]) =>
			name !== (known ? "loss" : "divergence") &&
			curves.some((curve) => name in curve.history.columns),
	);
}

function titleOf(clock: Clock, { records }: Section): string {
	if (clock === "step") return "step";
	if (clock === "evaluations") return "evaluations of action and gradient";
	return clock === "seconds"
		? "seconds"
		: `${machineOf(element(records, 0)).unit}s`;
}

function panelsOf(
	section: Section,
	curves: readonly Curve[],
	shown: readonly Quantity[],
	clock: Clock,
	layout: Layout,
): Panel[] {
	const height = plotHeight(layout);
	// With many seeds, each needs fewer points.
	const detail = Math.round(Math.min(120, Math.max(20, 800 / curves.length)));
	const x = axis(
		"x",
		titleOf(clock, section),
		{ nice: false },
		{ tickCount: 5, grid: false, labelExpr: plainNumber },
	);
	return shown.flatMap(([name, title]): Panel[] => {
		const values = curves.flatMap((curve) =>
			points(curve, clock, name, detail),
		);
		if (values.length === 0) return [];
		const y =
			name === "divergence"
				? spanning("y", title, values)
				: axis(
						"y",
						title,
						{ zero: /ess$|acceptance/i.test(name) },
						{ tickCount: 5 },
					);
		const frame = { layout, samplers: section.samplers, x, y };
		const description = `${title} during training on ${section.target.label}.`;
		return [
			{
				title,
				...view(layout, height, description, [
					lines(frame, values, { opacity: 0.85, detail: "curve" }),
				]),
			},
		];
	});
}

/** A logarithmic axis over all values. */
function spanning(field: "y", title: string, values: readonly Datum[]): Spec {
	const numbers = values.map(({ y }) => Number(y));
	return logAxis(
		field,
		title,
		Math.min(...numbers) / 1.2,
		Math.max(...numbers) * 1.2,
	);
}

function warnings(curves: readonly Curve[]): string | undefined {
	const warned = curves.flatMap(({ sampler, seed, warning }) =>
		warning === undefined ? [] : [{ sampler, seed, warning }],
	);
	const sentences = [...groupBy(warned, ({ sampler }) => sampler)].flatMap(
		([{ label }, own]) =>
			joinedWarnings(own).map(
				({ seeds, warning }) =>
					`The training of ${label}, ${seeds}, ${warning}.`,
			),
	);
	return sentences.length === 0 ? undefined : sentences.join(" ");
}

function points(
	curve: Curve,
	clock: Clock,
	name: string,
	detail: number,
): Datum[] {
	const times = curve.history.columns[clock] ?? [];
	const values = curve.history.columns[name] ?? [];
	const pairs = values.flatMap((value, index) => {
		const time = times[index];
		return value === null || time === null || time === undefined
			? []
			: [{ x: time, y: value }];
	});
	const { id, label } = curve.sampler;
	return lineData(
		{ sampler: id, seed: curve.seed, curve: curve.key },
		thin(pairs, detail),
		`${label}, seed ${curve.seed}`,
		`{y} ${placeOf(clock)}`,
	);
}

function placeOf(clock: Clock): string {
	if (clock === "step") return "at step {x}";
	return clock === "evaluations" ? "after {x} evaluations" : "after {x} s";
}

function timeText(curve: Curve, clock: Clock): string {
	const last = element(curve.history.columns, clock).at(-1);
	if (last === null || last === undefined) return "–";
	return clock === "step" || clock === "evaluations"
		? formatCount(last)
		: formatDuration(last);
}
