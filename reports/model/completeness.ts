/**
 * Compares what was asked for with what came: seeds without a result, samplers without any, single
 * trainings.
 */
import type { Status } from "../../core/record.js";
import { plural } from "../text/format.js";
import { type SamplerIdentity, samplerKey } from "./identity.js";
import type { Row, Section } from "./model.js";

/** A sampler of which no seed gave a result. */
export interface Missing {
	readonly sampler: SamplerIdentity;
	/** Seeds that were asked for. */
	readonly asked: number;
	readonly status: Status;
	/** Of the first seed, with the number of further reasons. */
	readonly reason: string;
}

/** Samplers that have no row because every cell of theirs failed or was skipped. */
export function withoutResult(section: Section): Missing[] {
	const present = new Set(section.rows.map(({ sampler }) => sampler.key));
	const found = new Map<string, Missing>();
	for (const { sampler, status, reason } of section.absent) {
		if (present.has(sampler.key) || found.has(sampler.key)) continue;
		const others = new Set(
			section.absent.flatMap((cell) =>
				cell.sampler.key === sampler.key && cell.reason !== reason
					? cell.reason
					: [],
			),
		).size;
		found.set(sampler.key, {
			sampler,
			asked: askedSeeds(section, sampler),
			status,
			reason:
				others === 0 ? reason : `${reason} (${plural(others, "more reason")})`,
		});
	}
	return [...found.values()];
}

/** Seeds that the suite asked of a sampler. */
export function askedSeeds(
	{ records, absent }: Section,
	{ key }: SamplerIdentity,
): number {
	const ran = records.filter((record) => samplerKey(record) === key);
	const lost = absent.filter(({ sampler }) => sampler.key === key);
	return new Set([...ran, ...lost].map(({ seed }) => seed)).size;
}

/** "3", or "2 of 3" where a seed gave no result. A dagger marks a single training. */
export function seedsText(section: Section, row: Row): string {
	const asked = askedSeeds(section, row.sampler);
	const done = row.seeds.length;
	const mark = spreadUnknown(row) ? "†" : "";
	return `${done >= asked ? done : `${done} of ${asked}`}${mark}`;
}

/** Whether the row rests on one training: its interval cannot tell how much trainings differ. */
export function spreadUnknown({ seeds }: Row): boolean {
	const [only] = seeds;
	return (
		seeds.length === 1 && (only?.record.cost?.train?.deviceSeconds ?? 0) > 0
	);
}

/** The meaning of the dagger, "" where there is none. */
export function spreadNote(rows: readonly Row[]): string {
	return rows.some(spreadUnknown)
		? "† one training: how much trainings differ is unknown, and the interval does not contain it."
		: "";
}
