/** Identifies the targets, samplers and machines that several records share. */
import { element } from "../../core/elements.js";
import {
	hardwareKey,
	questionKey,
	samplerKey,
	targetKey,
} from "../../core/identity.js";
import type { BenchRecord } from "../../core/record.js";
import { distinction } from "../../core/sampler-labels.js";
import { assignStyles, type Style } from "../draw/palette.js";
import { printable } from "../text/escape.js";
import { formatParameter } from "../text/format.js";

export { questionKey, samplerKey, targetKey };

export interface Target {
	readonly key: string;
	/** The suite's name for it, fit for display. */
	readonly label: string;
	/** Action, lattice and couplings. */
	readonly detail: string;
	/** "m² = −4, λ = 6.975", fit for display. */
	readonly couplings: string;
	readonly shape: readonly number[];
	readonly action: string;
}

export interface SamplerIdentity {
	readonly key: string;
	/** The same without the version of the program. */
	readonly question: string;
	/** Name inside pictures. Names such as `__proto__` could confuse libraries. */
	readonly id: string;
	readonly name: string;
	/** Unique among the samplers of one report, shortened, fit for display. */
	readonly label: string;
	readonly style: Style;
	readonly options: BenchRecord["sampler"]["options"];
	/** The module that defines it, if it is not built in. */
	readonly module: BenchRecord["sampler"]["module"];
}

export interface Machine {
	readonly key: string;
	readonly kind: "cpu" | "gpu";
	/** Device and threads, for tables and captions. */
	readonly label: string;
	/**
	 * Unit of cost. A GPU-second is a second of a GPU. A core-second is a second of processor time, used where
	 * the wall clock cannot be trusted. For everything else the unit is a device-second.
	 */
	readonly unit: "device-second" | "GPU-second" | "core-second";
}

/** @param records of one target; those of cells that never ran do not know its symbols */
export function targetOf(records: readonly BenchRecord[]): Target {
	const { name, label, shape, parameters } = element(records, 0).action;
	const { symbol = name, couplings: symbols = {} } =
		records.find(({ action }) => action.symbol ?? action.couplings)?.action ??
		{};
	const couplings = Object.entries(parameters)
		.map(([key, value]) => {
			const own = Object.hasOwn(symbols, key) ? element(symbols, key) : key;
			return `${named(own)} = ${formatParameter(value)}`;
		})
		.join(", ");
	return {
		key: targetKey(element(records, 0)),
		label: named(label),
		detail: [named(symbol), shape.join("×"), couplings]
			.filter((part) => part !== "")
			.join(", "),
		couplings,
		shape,
		action: name,
	};
}

/** Whether a cell ended before it could say who ran it, and others of the same question did say. */
function ofUnknownVersion(
	record: BenchRecord,
	all: readonly BenchRecord[],
): boolean {
	if (record.environment !== undefined) return false;
	const question = questionKey(record);
	return all.some(
		(other) => other.environment && questionKey(other) === question,
	);
}

/** Samplers in the order of their first record, with unique labels and styles that are fixed for the page. */
export function samplersOf(
	records: readonly BenchRecord[],
	labels: Readonly<Record<string, string>> = {},
): SamplerIdentity[] {
	const first = new Map<string, BenchRecord>();
	for (const record of records) {
		const key = samplerKey(record);
		if (first.has(key) || ofUnknownVersion(record, records)) continue;
		first.set(key, record);
	}
	const chosen = [...first.entries()];
	const assigned = assignStyles(chosen.map(([, record]) => record.sampler));
	return chosen.map(([key, record], index) => {
		const own = record.sampler.label;
		const label = named(
			Object.hasOwn(labels, own) ? element(labels, own) : own,
		);
		const namesakes = [...first.values()].filter(
			({ sampler }) => sampler.label === own,
		);
		return {
			key,
			id: `s${index}`,
			name: record.sampler.name,
			question: questionKey(record),
			label: `${label}${printable(distinction(record, namesakes))}`,
			style: element(assigned, index),
			options: record.sampler.options,
			module: record.sampler.module,
		};
	});
}

/**
 * The hardware that timings belong to. Device, processor and threads in use count. The backend and
 * the versions do not, because they are part of the comparison.
 */
export function machineOf(record: BenchRecord): Machine {
	const environment = record.environment;
	if (environment === undefined)
		return {
			key: "unknown",
			kind: "cpu",
			label: "unknown hardware",
			unit: "device-second",
		};
	const { device, cores, threads } = environment;
	const several = device.count > 1 ? `${device.count} × ` : "";
	const label =
		device.kind === "gpu"
			? `${several}${device.name}`
			: `${several}${device.name}, ${threads} of ${cores} ${cores === 1 ? "core" : "cores"}`;
	return {
		key: hardwareKey(environment),
		kind: device.kind,
		label: printable(label),
		unit: device.kind === "gpu" ? "GPU-second" : "device-second",
	};
}

/** A label fit for display: never empty, at most 48 characters. */
export function named(label: string): string {
	const text = printable(label).trim();
	return text === "" ? "(no name)" : shortened(text, 48);
}

const segmenter = new Intl.Segmenter();

/** At most `limit` characters as people see them. */
function shortened(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const characters = [...segmenter.segment(text)].map((s) => s.segment);
	return characters.length <= limit
		? text
		: `${characters.slice(0, limit - 1).join("")}…`;
}
