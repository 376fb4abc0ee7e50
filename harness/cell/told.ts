/**
 * Makes what a sampler says about itself fit for a record: modules are not type-checked, and JSON has no
 * NaN.
 */
import {
	type LogDensityError,
	logDensityErrorSchema,
} from "../../core/log-density-error.js";
import type { BenchRecord } from "../../core/record.js";
import type { Prepared } from "../../samplers/sampler.js";

/** @throws Error with the wrong value: an error bar that is none would make everything certain */
export function logDensityErrorOf({
	logDensityError,
}: Prepared): LogDensityError | undefined {
	if (logDensityError === undefined) return undefined;
	const parsed = logDensityErrorSchema.safeParse(logDensityError);
	if (parsed.success) return parsed.data;
	throw new Error(
		`the sampler's logDensityError is ${JSON.stringify(logDensityError)}; expected { drawn, given, source } with bias and spread of at least 0 in the first two`,
	);
}

/** Curves and facts of a preparation, where there was one. */
export function recordable(
	told: Pick<Prepared, "history" | "facts"> | undefined,
): Pick<BenchRecord, "history" | "facts"> {
	return told === undefined
		? {}
		: {
				history: recordableHistory([...told.history]),
				facts: recordableFacts(told.facts),
			};
}

/** A finished cell is not lost for the sake of a remark: what is no finite number is kept as text. */
export function recordableFacts(
	facts: Readonly<Record<string, unknown>> | undefined,
): NonNullable<BenchRecord["facts"]> {
	return Object.fromEntries(
		Object.entries(facts ?? {}).map(([name, value]) => [
			name,
			typeof value === "number" && Number.isFinite(value)
				? value
				: textOf(value),
		]),
	);
}

function textOf(value: unknown): string {
	if (typeof value !== "object" || value === null) return String(value);
	return JSON.stringify(value) ?? "";
}

type History = NonNullable<BenchRecord["history"]>;

/** Numbers that are not finite are gaps. */
export function recordableHistory(history: History | undefined): History {
	return [...(history ?? [])].map(({ phase, columns }) => ({
		phase,
		columns: Object.fromEntries(
			Object.entries(columns).map(([name, column]) => [
				name,
				Array.from(column, (value) =>
					typeof value === "number" && Number.isFinite(value) ? value : null,
				),
			]),
		),
	}));
}
