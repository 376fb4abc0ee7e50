/** Reference values as YAML for a suite's target, or as a row of metrics/reference-runs.ts. */
import { stringify } from "yaml";
import type { ReferenceRun } from "../../harness/reference.js";
import type { Target } from "../../suites/suite.js";

/** Value and error, with two digits of the error. */
function digits(value: number, error: number): readonly [number, number] {
	if (!(error > 0)) return [value, error];
	const decimals = Math.max(0, 1 - Math.floor(Math.log10(error)));
	return [Number(value.toFixed(decimals)), Number(error.toFixed(decimals))];
}

/** The target with its references, ready to be pasted into a suite. */
export function referenceYaml(
	target: Target,
	run: ReferenceRun,
	source: string,
): string {
	const references = Object.fromEntries(
		Object.entries(run.values).map(([name, { value, error }]) => {
			const [rounded, spread] = digits(value, error);
			return [name, { value: rounded, error: spread, source }];
		}),
	);
	const { label, action, shape, parameters } = target;
	return stringify([{ label, action, shape, parameters, references }], {
		lineWidth: 0,
	});
}

/** One row of metrics/reference-runs.ts. */
export function referenceRow(
	target: Target,
	run: ReferenceRun,
	source: string,
): string {
	const { shape, parameters } = target;
	const values = Object.fromEntries(
		Object.entries(run.values).map(([name, { value, error }]) => [
			name,
			digits(value, error),
		]),
	);
	return `${JSON.stringify({ shape, ...parameters, source, values })},\n`;
}
