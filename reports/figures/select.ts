/** The user's choices for one figure: the rows, their names and the axes. */
import type { BenchRecord, EstimatorName } from "../../core/record.js";
import type { ChartContent, Spec } from "../charts/chart.js";
import { logTicks, powerLabels } from "../charts/grammar/axes.js";
import type { FontName } from "../draw/families.js";
import { settable } from "./glyphs.js";

export interface AxisChoice {
	readonly title?: string | undefined;
	readonly domain?: readonly [number, number] | undefined;
	readonly scale?: "linear" | "log" | undefined;
}

export interface FigureChoice {
	readonly chart: string;
	readonly name?: string | undefined;
	/** Labels of targets to keep. */
	readonly targets?: readonly string[] | undefined;
	/** Labels of samplers to keep, in this order. */
	readonly samplers?: readonly string[] | undefined;
	readonly estimators?: readonly EstimatorName[] | undefined;
	/** Maps the label of a sampler to the name in the figure. */
	readonly labels?: Readonly<Record<string, string>> | undefined;
	readonly font?: FontName | undefined;
	readonly axes?:
		| {
				readonly x?: AxisChoice | undefined;
				readonly y?: AxisChoice | undefined;
		  }
		| undefined;
}

/** The records of the choice, with the samplers in its order. */
export function select(
	records: readonly BenchRecord[],
	choice: FigureChoice,
): BenchRecord[] {
	const { targets, samplers, estimators } = choice;
	const kept = records.filter(
		(record) =>
			(targets === undefined || targets.includes(record.action.label)) &&
			(samplers === undefined || samplers.includes(record.sampler.label)),
	);
	if (samplers !== undefined)
		kept.sort(
			(a, b) =>
				samplers.indexOf(a.sampler.label) - samplers.indexOf(b.sampler.label),
		);
	if (estimators === undefined) return kept;
	return kept.map((record) => {
		if (record.estimators === undefined) return record;
		const entries = Object.entries(record.estimators).filter(([name]) =>
			estimators.includes(name as EstimatorName),
		);
		return { ...record, estimators: Object.fromEntries(entries) };
	});
}

type Encoding = Readonly<Record<string, unknown>>;

/** The chart with the user's titles, domains and scales on its axes of numbers. */
export function withAxes(
	content: ChartContent | undefined,
	{ axes }: FigureChoice,
): ChartContent | undefined {
	if (content === undefined || axes === undefined) return content;
	const panels = content.panels.map((panel) => ({
		...panel,
		spec: changedSpec(panel.spec, axes),
	}));
	return { ...content, panels };
}

function changedSpec(
	spec: Spec,
	axes: NonNullable<FigureChoice["axes"]>,
): Spec {
	if (!Array.isArray(spec.layer)) return spec;
	const layer = spec.layer.map((item: Spec) => {
		const encoding = (item.encoding ?? {}) as Encoding;
		const changed: Record<string, unknown> = { ...encoding };
		for (const channel of ["x", "y"] as const) {
			const axis = axes[channel];
			const definition = encoding[channel] as Encoding | undefined;
			if (axis === undefined || definition?.type !== "quantitative") continue;
			changed[channel] = changedAxis(definition, axis);
		}
		// Marks outside a chosen domain are cut off at the frame.
		const mark = { ...(item.mark as object), clip: true };
		const transform = [
			...((item.transform ?? []) as readonly Encoding[]),
			...positive(changed),
		];
		return {
			...item,
			mark,
			encoding: changed,
			...(transform.length === 0 ? {} : { transform }),
		};
	});
	return { ...spec, layer };
}

/** What a logarithmic axis cannot show is left out: a domain that reaches zero would have ticks without end. */
function positive(encoding: Encoding): Encoding[] {
	return (["x", "y"] as const).flatMap((channel) => {
		const axis = encoding[channel] as Encoding | undefined;
		if ((axis?.scale as Encoding | undefined)?.type !== "log") return [];
		return [channel, `${channel}2`].flatMap((name) => {
			const field = (encoding[name] as Encoding | undefined)?.field;
			return typeof field === "string"
				? [{ filter: `datum[${JSON.stringify(field)}] > 0` }]
				: [];
		});
	});
}

function changedAxis(definition: Encoding, axis: AxisChoice): Encoding {
	const { zero, domain, nice, ...own } = (definition.scale ?? {}) as Encoding;
	const before = own.type ?? "linear";
	// A logarithmic axis cannot show the 0 that was asked for.
	const reachable = before !== "log" || (axis.domain?.[0] ?? 1) > 0;
	const type = axis.scale ?? (reachable ? before : "linear");
	// A domain that was computed for another scale would be wrong, especially 0 on a logarithmic one.
	const kept = type === before ? definedOnly({ domain, nice }) : { nice: true };
	// Logarithmic scales have no zero, and a chosen domain need not contain it.
	const keepZero =
		zero !== undefined && type !== "log" && axis.domain === undefined;
	const scale = {
		...own,
		...kept,
		type,
		...(keepZero ? { zero } : {}),
		...(axis.domain ? { domain: axis.domain, nice: false } : {}),
		...(axis.domain && type === "linear" ? { zero: false } : {}),
	};
	// Ticks that were computed for another domain or scale would be wrong.
	const { values, labelExpr, ...rest } = (definition.axis ?? {}) as Encoding;
	const keepTicks = axis.domain === undefined && axis.scale === undefined;
	const ticks =
		type !== "log"
			? { format: "~g" }
			: axis.domain
				? logTicks(...axis.domain)
				: { labelExpr: powerLabels, labelOverlap: "greedy" };
	return {
		...definition,
		...(axis.title === undefined ? {} : { title: settable(axis.title) }),
		scale,
		axis: keepTicks ? definition.axis : { ...rest, ...ticks },
	};
}

function definedOnly(values: Encoding): Encoding {
	return Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined),
	);
}
