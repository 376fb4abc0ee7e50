import { element } from "../../core/elements.js";
import type { Estimate, History } from "../../core/record.js";
import type { SamplerIdentity } from "../model/identity.js";
import { machineOf, samplerKey } from "../model/identity.js";
import type { Section } from "../model/model.js";
import { trainingEnd, trainingWarning } from "../model/training.js";
import { formatDuration } from "../text/format.js";
import { optional } from "../text/optional.js";
import type { Chart, Panel, Spec } from "./chart.js";
import { axis, logAxis } from "./grammar/axes.js";
import { lineData, lines } from "./grammar/layers.js";
import { samplerLegend } from "./grammar/samplers.js";
import { thin } from "./grammar/thin.js";
import { type Datum, plotHeight, view } from "./grammar/view.js";

interface Curve {
	readonly sampler: SamplerIdentity;
	readonly seed: number;
	/** Of the record: two of one seed are two curves. */
	readonly key: string;
	readonly history: History;
	/** How the training ended, and the same if it is a warning. */
	readonly end: string | undefined;
	readonly warning: string | undefined;
}

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
const clocks = ["deviceSeconds", "seconds", "step"] as const;

/** The course of training: loss, ESS and others against the time of the device. */
export const training: Chart = {
	name: "training",
	title: "Training",
	reading:
		"One line for each seed, against the time of the device spent so far. A curve that is still rising when it ends says that more training would have helped; one that falls back says that training went astray.",
	caption:
		"Course of the training against the time of the device, one line for each seed. The sum of the loss $\\langle S + \\log q\\rangle_q$ and $\\log Z$ is the Kullback--Leibler divergence of the flow from the target.",
	panels: "many",
	scope: "section",
	build(_, section, layout) {
		const curves = curvesOf(section).map((curve) =>
			withDivergence(curve, logZOf(section)),
		);
		if (curves.length === 0) return undefined;
		const clock = clocks.find((name) =>
			curves.every((curve) => name in curve.history.columns),
		);
		if (clock === undefined) return undefined;
		const known = curves.every(
			({ history }) =>
				!("loss" in history.columns) || "divergence" in history.columns,
		);
		const shown = quantities.filter(
			([name]) =>
				name !== (known ? "loss" : "divergence") &&
				curves.some((curve) => name in curve.history.columns),
		);
		const members = section.samplers.filter((sampler) =>
			curves.some((curve) => curve.sampler === sampler),
		);
		const height = plotHeight(layout);
		// With many seeds, each needs fewer points.
		const detail = Math.round(Math.min(120, Math.max(20, 800 / curves.length)));
		const panels = shown.flatMap(([name, title]): Panel[] => {
			const values = curves.flatMap((curve) =>
				points(curve, clock, name, detail),
			);
			if (values.length === 0) return [];
			const description = `${title} during training on ${section.target.label}.`;
			return [
				{
					title,
					height,
					spec: view(layout, height, description, [
						lines(
							{
								layout,
								samplers: section.samplers,
								x: axis(
									"x",
									clock === "step"
										? "step"
										: clock === "seconds"
											? "seconds"
											: `${machineOf(element(section.records, 0)).unit}s`,
									{ nice: false },
									{ tickCount: 6, grid: false },
								),
								y:
									name === "divergence"
										? spanning("y", title, values)
										: axis(
												"y",
												title,
												{ zero: /ess$|acceptance/i.test(name) },
												{ tickCount: 5 },
											),
							},
							values,
							{ opacity: 0.85, detail: "curve" },
						),
					]),
				},
			];
		});
		if (panels.length === 0) return undefined;
		return {
			panels,
			description: `Training curves of ${members.length} samplers on ${section.target.label}.`,
			...optional("remark", warnings(curves)),
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

/** log Z of the target as well as the records know it. */
function logZOf({ records }: Section): Estimate | undefined {
	const known = records.flatMap((r) => r.estimators?.reweighted?.logZ ?? []);
	return [...known].sort((a, b) => a.error - b.error)[0];
}

/**
 * The loss is -log Z plus the divergence of the flow from the target, so the sum with log Z goes to
 * zero. What lies within three errors of zero is noise, which a logarithmic axis would blow up.
 */
function withDivergence(curve: Curve, logZ: Estimate | undefined): Curve {
	const { loss } = curve.history.columns;
	if (logZ === undefined || loss === undefined) return curve;
	const divergence = loss.map((value) => {
		const distance = value === null ? 0 : value + logZ.value;
		return distance > 3 * logZ.error ? distance : null;
	});
	if (divergence.every((value) => value === null)) return curve;
	const columns = { ...curve.history.columns, divergence };
	return { ...curve, history: { ...curve.history, columns } };
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
	const sentences = curves.flatMap(({ sampler, seed, warning }) =>
		warning === undefined
			? []
			: `The training of ${sampler.label}, seed ${seed}, ${warning}.`,
	);
	return sentences.length === 0 ? undefined : sentences.join(" ");
}

function curvesOf(section: Section): Curve[] {
	return section.samplers.flatMap((sampler) =>
		section.records
			.filter((record) => samplerKey(record) === sampler.key)
			.flatMap((record) =>
				(record.history ?? [])
					.filter((history) => history.phase === "train")
					.map((history) => ({
						sampler,
						seed: record.seed,
						key: record.key,
						history,
						end: trainingEnd(record),
						warning: trainingWarning(record),
					})),
			),
	);
}

function points(
	curve: Curve,
	clock: string,
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
		`{y} ${clock === "step" ? "at step {x}" : "after {x} s"}`,
	);
}

function timeText(curve: Curve, clock: string): string {
	const last = element(curve.history.columns, clock).at(-1);
	if (last === null || last === undefined) return "–";
	return clock === "step" ? String(last) : formatDuration(last);
}
