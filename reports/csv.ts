/**
 * The results of the records as one long, tidy table (CSV, RFC 4180). Each line has one number with
 * its error or interval and its unit. The first columns say what it belongs to. Facts that a cell
 * has once (options, couplings, device) are lines of the group `cell`, what its sampler says of itself
 * (parameters, operations per draw, how training ended) of the group `fact`. Histories and
 * autocorrelation functions are only in records.jsonl. Text that a spreadsheet would take for a
 * formula is made harmless. docs/figures.md describes the columns.
 */
import { busyReason } from "../core/drawing-time.js";
import type { BenchRecord, Interval } from "../core/record.js";
import { factsOf } from "./model/facts.js";
import { csvText } from "./text/csv-text.js";

const columns = [
	"key",
	"target",
	"shape",
	"sampler",
	"seed",
	"status",
	"estimator",
	"group",
	"name",
	"quantity",
	"value",
	"error",
	"low",
	"high",
	"unit",
	"text",
] as const;

interface Line {
	readonly estimator?: string;
	readonly group: string;
	readonly name?: string;
	readonly quantity: string;
	readonly value?: number | undefined;
	readonly error?: number | undefined;
	readonly low?: number | undefined;
	readonly high?: number | undefined;
	readonly text?: string | undefined;
}

/** All numbers of all records. The header is always present. */
export function recordsCsv(records: readonly BenchRecord[]): string {
	return csvText(
		columns,
		records.flatMap((record) => {
			const whose = identity(record);
			return linesOf(record).map((line) => {
				const { estimator, group, name, quantity, value, error } = line;
				const { low, high, text } = line;
				return [
					...whose,
					...[estimator, group, name, quantity, value, error, low, high],
					...[value === undefined ? "" : unitOf(group, quantity), text],
				];
			});
		}),
	);
}

function identity(record: BenchRecord): (string | number)[] {
	const { key, action, sampler, seed, status } = record;
	const shape = action.shape.join("x");
	return [key, action.label, shape, sampler.label, seed, status];
}

/** Facts that belong to the whole cell. */
function cellLines(record: BenchRecord): Line[] {
	const { suite, action, sampler, draws, environment, status, reason } = record;
	const busy = busyReason(record);
	const words: Readonly<Record<string, string | undefined>> = {
		status: reason ?? status,
		suite,
		action: action.name,
		parameters: JSON.stringify(action.parameters),
		sampler: sampler.name,
		options: JSON.stringify(sampler.options),
		device: environment?.device.name,
		machine: busy === undefined ? undefined : `busy: ${busy}`,
	};
	return [
		...Object.entries(words).flatMap(([quantity, text]) =>
			text === undefined ? [] : { group: "cell", quantity, text },
		),
		{ group: "cell", quantity: "draws", value: draws },
	];
}

/** Units. Numbers without one are dimensionless or in lattice units. */
function unitOf(group: string, quantity: string): string {
	if (/^essPer(Device|Core)Second$/.test(quantity)) return "1/s";
	if (/seconds/i.test(quantity)) return "s";
	if (/bytes$/i.test(quantity)) return "B";
	if (/joules$/i.test(quantity)) return "J";
	if (/^(tauInt|window|longestRejectionRun)$/.test(quantity))
		return "stored measurements";
	if (group !== "cost" && /^(ess|bulkEss|tailEss|kishEss)$/.test(quantity))
		return "configurations";
	return "";
}

function linesOf(record: BenchRecord): Line[] {
	const lines = cellLines(record);
	for (const [estimator, result] of Object.entries(record.estimators ?? {})) {
		for (const [name, observable] of Object.entries(result.observables)) {
			const { status, reason, value, error } = observable;
			const own = { estimator, group: "observable", name };
			lines.push({
				...own,
				quantity: "mean",
				value,
				error,
				text: reason ?? status,
			});
			const tau = observable.tauInt;
			if (tau !== undefined)
				lines.push({
					...own,
					quantity: "tauInt",
					value: tau,
					error: observable.tauIntError,
				});
			if (observable.ess !== undefined)
				lines.push({
					...own,
					quantity: "ess",
					value: observable.ess,
					error: observable.essError,
				});
			for (const quantity of numbers(observable))
				if (
					![
						"value",
						"error",
						"tauInt",
						"tauIntError",
						"ess",
						"essError",
					].includes(quantity[0])
				)
					lines.push({ ...own, quantity: quantity[0], value: quantity[1] });
		}
		const own = { estimator, group: "estimator" };
		for (const [quantity, value] of numbers(result)) {
			if (quantity === "kishEssError" || quantity === "forwardEssError")
				continue;
			const errors: Readonly<Record<string, number | undefined>> = {
				kishEss: result.kishEssError,
				forwardEss: result.forwardEssError,
			};
			const error = errors[quantity];
			lines.push({ ...own, quantity, value, error });
		}
		if (result.slowest !== undefined)
			lines.push({ ...own, quantity: "slowest", text: result.slowest });
		if (result.logZ) lines.push({ ...own, quantity: "logZ", ...result.logZ });
		for (const [quantity, value] of Object.entries(result.diagnostics ?? {}))
			lines.push({ estimator, group: "diagnostic", quantity, value });
	}
	for (const [estimator, efficiency] of Object.entries(
		record.efficiency ?? {},
	)) {
		const own = { estimator, group: "efficiency" };
		const push = (quantity: string, interval?: Interval) => {
			if (interval) lines.push({ ...own, quantity, ...interval });
		};
		push("essPerDeviceSecond", efficiency.essPerDeviceSecond);
		push("essPerCoreSecond", efficiency.essPerCoreSecond);
		push("essPerEvaluation", efficiency.essPerEvaluation);
		for (const [name, interval] of Object.entries(
			efficiency.gradientsToLowError ?? {},
		))
			push(`gradientsToLowError ${name}`, interval);
		for (const clock of ["deviceSecondsTo", "coreSecondsTo"] as const)
			for (const [count, interval] of Object.entries(efficiency[clock] ?? {}))
				push(`${clock} ${count}`, interval);
	}
	for (const [name, check] of Object.entries(record.checks ?? {})) {
		const own = {
			group: "check",
			name,
			...(check.estimator ? { estimator: check.estimator } : {}),
		};
		lines.push({
			...own,
			quantity: check.kind,
			value: check.statistic,
			text: check.verdict,
		});
		if (check.p !== undefined)
			lines.push({ ...own, quantity: "p", value: check.p });
		if (check.reference)
			lines.push({
				...own,
				quantity: "reference",
				...check.reference,
				text: check.source,
			});
	}
	for (const { name, value, error } of factsOf(record)) {
		const own = { group: "fact", quantity: name };
		lines.push(
			typeof value === "number"
				? { ...own, value, error }
				: { ...own, text: value },
		);
	}
	for (const [phase, cost] of Object.entries(record.cost ?? {}))
		for (const [quantity, value] of numbers(cost))
			lines.push({ group: "cost", name: phase, quantity, value });
	return lines;
}

/** The properties of an object that are numbers. */
function numbers(object: object): [string, number][] {
	return Object.entries(object).filter(
		(entry): entry is [string, number] => typeof entry[1] === "number",
	);
}
