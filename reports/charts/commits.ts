/**
 * Chart: efficiency against the commits of this program, in the order of the measurements. It shows which
 * commit made a sampler slower or faster.
 */
import { onOneClock } from "../../core/drawing-time.js";
import { element } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import { findSteps } from "../../core/statistics/change-points/steps.js";
import { ink } from "../draw/palette.js";
import { combine, type Logarithm, toInterval } from "../model/combine.js";
import {
	machineOf,
	questionKey,
	type SamplerIdentity,
	targetKey,
} from "../model/identity.js";
import { printable } from "../text/escape.js";
import { formatInterval } from "../text/format.js";
import type { Chart } from "./chart.js";
import { amountAxis } from "./grammar/axes.js";
import { errorBars, lines, symbols } from "./grammar/layers.js";
import { fading, samplerLegend, words } from "./grammar/samplers.js";
import { type Datum, plotHeight, strokeWidth, view } from "./grammar/view.js";

interface Version {
	readonly commit: string;
	readonly startedAt: string;
}

interface Series {
	readonly sampler: SamplerIdentity;
	/** One rate for each version. Undefined where a version was not measured. */
	readonly rates: readonly (Logarithm | undefined)[];
	/** Versions at which the rate changed. */
	readonly changes: readonly number[];
}

export const commits: Chart = {
	name: "commits",
	title: "History by commit",
	reading:
		"ESS of the slowest observable for each second of the device, measured with several versions of this program on the same machine, oldest on the left. A vertical line marks a version at which the level changed by more than the errors explain.",
	caption:
		"Efficiency of successive versions of the program on one machine, with 68\\% intervals. Vertical lines mark changes of level.",
	panels: "one",
	scope: "section",
	build(model, section, layout) {
		const { records, unit: clock } = onOneClock(
			model.all.filter(
				(record) =>
					record.environment !== undefined &&
					targetKey(record) === section.target.key &&
					machineOf(record).key === section.machine.key,
			),
		);
		const unit =
			clock === "core"
				? "core-second"
				: machineOf(element(section.records, 0)).unit;
		const versions = versionsOf(records);
		if (versions.length < 2) return undefined;
		const { samplers } = section;
		const series = samplers
			// Several versions of one sampler are one line here.
			.filter(
				({ question }, i) =>
					samplers.findIndex((other) => other.question === question) === i,
			)
			.flatMap((sampler) => seriesOf(sampler, records, versions));
		if (series.length === 0) return undefined;
		const names = versions.map(({ commit }, i) => `${i + 1}: ${commit}`);
		const values: Datum[] = series.flatMap(({ sampler, rates }) =>
			rates.flatMap((rate, i) => {
				if (rate === undefined) return [];
				const interval = toInterval(rate);
				return {
					sampler: sampler.id,
					x: element(names, i),
					y: interval.value,
					low: interval.low || interval.value,
					high: interval.high ?? interval.value,
					text: `${sampler.label}, ${element(versions, i).commit}\n${formatInterval(interval)} per ${unit}`,
				};
			}),
		);
		const changes: Datum[] = series.flatMap(({ sampler, changes }) =>
			changes.map((at) => ({
				sampler: sampler.id,
				x: element(names, at),
				text: `${sampler.label} changed at ${element(versions, at).commit}`,
			})),
		);
		const amounts = values.flatMap((d) => [Number(d.low), Number(d.high)]);
		const x = {
			field: "x",
			type: "ordinal",
			title: "version",
			scale: { domain: names, type: "point", padding: 0.5 },
			axis: {
				labelAngle: names.length > 4 ? -40 : 0,
				labelExpr: "split(datum.value, ': ')[1]",
				grid: false,
			},
		};
		const y = amountAxis("y", `ESS per ${unit}`, amounts);
		const frame = { layout, samplers: section.samplers, x, y };
		const height = plotHeight(layout);
		const description = `Efficiency over ${versions.length} versions on ${section.target.label}; ${changes.length} changes of level.`;
		return {
			description,
			legend: samplerLegend(series.map((s) => s.sampler)),
			panels: [
				view(layout, height, description, [
					{
						data: { values: changes },
						mark: {
							type: "rule",
							stroke: ink.muted,
							strokeWidth: strokeWidth(layout),
						},
						encoding: { x, opacity: fading(0.9), ...words },
					},
					lines(frame, values, { opacity: 0.8 }),
					errorBars(frame, values, "y"),
					symbols(frame, values),
				]),
			],
			table: {
				columns: ["Sampler", ...versions.map((v) => v.commit), "changes at"],
				rows: series.map(({ sampler, rates, changes }) => [
					sampler.label,
					...rates.map((rate) =>
						rate === undefined ? null : formatInterval(toInterval(rate)),
					),
					changes.map((at) => element(versions, at).commit).join(", ") ||
						"none",
				]),
			},
		};
	},
};

/** Versions in the order in which they were first measured. */
function versionsOf(records: readonly BenchRecord[]): Version[] {
	const first = new Map<string, string>();
	for (const record of records) {
		const commit = commitOf(record);
		const startedAt = record.environment?.startedAt ?? "";
		const known = first.get(commit);
		if (known === undefined || startedAt < known) first.set(commit, startedAt);
	}
	return [...first.entries()]
		.map(([commit, startedAt]) => ({ commit, startedAt }))
		.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

function commitOf(record: BenchRecord): string {
	const environment = record.environment;
	const commit = environment?.commit;
	if (commit === undefined)
		return printable(environment?.versions.latticebench ?? "unknown");
	return printable(commit.slice(0, 8)) + (environment?.dirty ? "+" : "");
}

function seriesOf(
	sampler: SamplerIdentity,
	records: readonly BenchRecord[],
	versions: readonly Version[],
): Series[] {
	const own = records.filter((r) => questionKey(r) === sampler.question);
	const rates = versions.map(({ commit }) =>
		combine(
			own
				.filter((record) => commitOf(record) === commit)
				.flatMap((record) => {
					const { chain, reweighted, metropolis } = record.efficiency ?? {};
					const best = chain ?? reweighted ?? metropolis;
					return best?.essPerDeviceSecond ?? [];
				}),
		),
	);
	const measured = rates.flatMap((rate, i) =>
		rate === undefined ? [] : [{ i, rate }],
	);
	if (measured.length < 2) return [];
	const changes = findSteps(
		measured.map(({ rate }) => ({ value: rate.mean, error: rate.error })),
	).map((at) => element(measured, at).i);
	return [{ sampler, rates, changes }];
}
