/**
 * The time of drawing in records, and how far it can be trusted. On a busy machine, wall time also
 * measures other programs. Then only processor times can be compared.
 */
import type { BenchRecord, Efficiency, EstimatorName } from "./record.js";

/** Share of the time above which other programs were in the way. */
const mostDisturbed = 0.2;

/** Device-seconds of one configuration; undefined where nothing was drawn. */
export function secondsPerDraw({
	cost,
	draws,
}: Pick<BenchRecord, "cost" | "draws">): number | undefined {
	const draw = cost?.draw;
	if (draw === undefined || !(draw.deviceSeconds > 0)) return undefined;
	const { timing } = draw;
	return timing === undefined || !(draw.seconds > 0)
		? draw.deviceSeconds / draws
		: ((timing.seconds / timing.draws) * draw.deviceSeconds) / draw.seconds;
}

/**
 * Why the wall clock of a cell's drawing cannot be trusted, after "the machine was busy: "; undefined
 * where it can, or on a GPU.
 */
export function busyReason({
	cost,
	environment,
}: BenchRecord): string | undefined {
	const timing = cost?.draw?.timing;
	if (timing === undefined || environment?.device.kind !== "cpu")
		return undefined;
	const { waiting, disturbed } = timing;
	if (disturbed !== undefined)
		return disturbed > mostDisturbed
			? `other programs took ${Math.round(100 * disturbed)} % of its time`
			: undefined;
	// Records of before, in which threads of one process that wait for each other count.
	if (waiting !== undefined && waiting <= mostDisturbed) return undefined;
	const load = environment.facts?.loadAverage;
	return typeof load === "number" && load > environment.cores
		? `its load was ${load.toFixed(1)} on ${environment.cores} cores`
		: undefined;
}

/**
 * Records of one machine on one scale: if a cell drew while the machine was busy, and all of them know
 * their processor time, core-seconds take the place of device-seconds in all of them.
 */
export function onOneClock(records: readonly BenchRecord[]): {
	readonly records: readonly BenchRecord[];
	readonly unit: "device" | "core";
	/** One for each record of a busy machine. */
	readonly busy: readonly string[];
} {
	const busy = records.flatMap((record) => busyReason(record) ?? []);
	const known = records.every(
		({ cost, efficiency }) =>
			cost === undefined ||
			(Object.values(cost).every((phase) => phase.coreSeconds !== undefined) &&
				Object.values(efficiency ?? {}).every(
					(rates) =>
						rates.essPerDeviceSecond === undefined ||
						rates.essPerCoreSecond !== undefined,
				)),
	);
	return busy.length === 0 || !known
		? { records, unit: "device", busy }
		: { records: records.map(inCoreSeconds), unit: "core", busy };
}

function inCoreSeconds(record: BenchRecord): BenchRecord {
	const { cost, efficiency } = record;
	if (cost === undefined) return record;
	const phases = Object.entries(cost).map(([name, phase]) => [
		name,
		{ ...phase, deviceSeconds: phase.coreSeconds ?? phase.deviceSeconds },
	]);
	const rates = Object.entries(efficiency ?? {}).map(
		([
			name,
			{ deviceSecondsTo: _, essPerCoreSecond, coreSecondsTo, ...rest },
		]) => [
			name as EstimatorName,
			{
				...rest,
				...(coreSecondsTo === undefined
					? {}
					: { deviceSecondsTo: coreSecondsTo, coreSecondsTo }),
				...(essPerCoreSecond === undefined
					? {}
					: { essPerDeviceSecond: essPerCoreSecond, essPerCoreSecond }),
			} satisfies Efficiency,
		],
	);
	return {
		...record,
		cost: Object.fromEntries(phases),
		...(efficiency === undefined
			? {}
			: { efficiency: Object.fromEntries(rates) }),
	};
}
