/**
 * Facts that help to judge an efficiency on a GPU: the limits of the device, the part of the
 * drawing time that its kernels took, and the energy of an effective configuration.
 */
import { samplerKey } from "../../core/identity.js";
import type { BenchRecord } from "../../core/record.js";
import { formatNumber, formatPercent } from "../text/format.js";
import type { Section } from "./model.js";

/** Sentences in plain text. Empty if the records say nothing, as for a CPU. */
export function deviceFacts({ records, samplers }: Section): string {
	const best = [
		rate(records, "deviceMemoryBytesPerSecond", 1e9, "GB/s for copies"),
		rate(records, "deviceMatmulFlops", 1e9, "GFLOP/s for matrix products"),
	].filter((text) => text !== undefined);
	const uses = samplers.flatMap(({ key, label }) => {
		const own = records.filter((record) => samplerKey(record) === key);
		const use = useOf(own);
		return use === "" ? [] : [`${label} ${use}`];
	});
	return [
		best.length === 0 ? "" : `The device reaches ${best.join(" and ")}.`,
		uses.length === 0
			? ""
			: `While drawing, by the device's own account: ${uses.join("; ")}.`,
	]
		.filter((sentence) => sentence !== "")
		.join(" ");
}

function rate(
	records: readonly BenchRecord[],
	name: string,
	unit: number,
	words: string,
): string | undefined {
	const values = records.flatMap((record) => {
		const value = record.environment?.facts?.[name];
		return typeof value === "number" ? [value] : [];
	});
	return values.length === 0
		? undefined
		: `${formatNumber(Math.max(...values) / unit, 3)} ${words}`;
}

/** "kernels 83 % of the time, 0.02 J per effective configuration", over the seeds. */
function useOf(records: readonly BenchRecord[]): string {
	let kernel = 0;
	let seconds = 0;
	let joules = 0;
	let effective = 0;
	for (const { cost, estimators } of records) {
		const draw = cost?.draw;
		if (draw?.kernelSeconds !== undefined) {
			kernel += draw.kernelSeconds;
			seconds += draw.seconds;
		}
		const result = estimators?.chain ?? estimators?.reweighted;
		const ess =
			result?.slowest === undefined
				? undefined
				: result.observables[result.slowest]?.ess;
		if (draw?.energyJoules !== undefined && ess !== undefined) {
			joules += draw.energyJoules;
			effective += ess;
		}
	}
	return [
		seconds > 0 ? `kernels ${formatPercent(kernel / seconds)} of the time` : "",
		effective > 0
			? `${formatNumber(joules / effective, 2)} J per effective configuration`
			: "",
	]
		.filter((text) => text !== "")
		.join(", ");
}
