/** Arranges records for reading. */

import { inSymbols } from "../../core/claims.js";
import { onOneClock } from "../../core/drawing-time.js";
import { defined, element, groupBy } from "../../core/elements.js";
import { latestRecords } from "../../core/identity.js";
import type { BenchRecord } from "../../core/record.js";
import { disputesOf, targetOfRecords } from "./disputes.js";
import {
	type Machine,
	machineOf,
	questionKey,
	type SamplerIdentity,
	samplerKey,
	samplersOf,
	targetKey,
	targetOf,
} from "./identity.js";
import type { ArrangeOptions, Model, Section } from "./model.js";
import { priced } from "./prices.js";
import { confirmed, judged, rank } from "./ranks.js";
import { rowsOf } from "./rows.js";
import { symbolsOf } from "./symbols.js";

/** Claims name observables; people read symbols. */
function withSymbols(record: BenchRecord): BenchRecord {
	const { checks, quantities } = record;
	if (checks === undefined) return record;
	const told = Object.entries(checks).map(([name, check]) => {
		const claim = inSymbols(check.claim, quantities).replace("R-hat", "R̂");
		return [name, claim === check.claim ? check : { ...check, claim }];
	});
	return { ...record, checks: Object.fromEntries(told) };
}

/** The page, its tables and the terminal arrange the same records: the last model of each list of records. */
const arranged = new WeakMap<
	readonly BenchRecord[],
	{ readonly comparison: ArrangeOptions["comparison"]; readonly model: Model }
>();

export function arrange(
	records: readonly BenchRecord[],
	options: ArrangeOptions = {},
): Model {
	const { comparison, everyone, labels } = options;
	const plain = everyone === undefined && labels === undefined;
	const known = plain ? arranged.get(records) : undefined;
	if (known !== undefined && known.comparison === comparison)
		return known.model;
	const model = modelOf(records, options);
	if (plain) arranged.set(records, { comparison, model });
	return model;
}

function modelOf(
	records: readonly BenchRecord[],
	options: ArrangeOptions,
): Model {
	const everyone = latestRecords(options.everyone ?? records);
	const current = latestRecords(records).map(withSymbols);
	const styled = samplersOf(everyone, options.labels);
	const present = [...new Set(current.map(samplerKey))];
	const samplers = present.flatMap(
		(key) => styled.find((sampler) => sampler.key === key) ?? [],
	);
	const { comparison } = options;
	const disputes =
		comparison === undefined ? [] : disputesOf(comparison, everyone);
	const samplerOf = (record: BenchRecord): SamplerIdentity => {
		const key = samplerKey(record);
		const question = questionKey(record);
		const found =
			styled.find((sampler) => sampler.key === key) ??
			styled.find((sampler) => sampler.question === question);
		if (found === undefined) throw new Error("a record has its sampler");
		return found;
	};
	// A cell that never ran has no environment. It belongs to the machine on which its suite ran.
	const ran = current.find((record) => record.environment);
	const fallback = ran === undefined ? undefined : machineOf(ran);
	const machineFor = (record: BenchRecord) =>
		(record.environment ? undefined : fallback) ?? machineOf(record);
	const groups = groupBy(
		current,
		(record) => `${targetKey(record)} ${machineFor(record).key}`,
	);
	const machines = new Map(
		current.map(machineFor).map((machine) => [machine.key, machine]),
	);
	const sections = [...groups.values()].map((asked, index): Section => {
		const { records: group, unit, busy } = onOneClock(asked);
		const target = targetOf(group);
		const members = samplers.filter((sampler) =>
			group.some((record) => samplerKey(record) === sampler.key),
		);
		const together = comparison && targetOfRecords(comparison, group);
		const own = machineOf(
			group.find((r) => r.environment) ?? element(group, 0),
		);
		const machine: Machine =
			unit === "core" ? { ...own, unit: "core-second" } : own;
		const rows = members
			.flatMap((sampler) => rowsOf(sampler, group))
			.map((row) => judged(row, disputes))
			.map((row) => confirmed(row, together))
			.map((row) => priced(row, together, machine));
		return {
			id: `target-${index + 1}`,
			target,
			machine,
			samplers: members,
			symbols: symbolsOf(group),
			rows: rank(rows),
			absent: group
				.filter((record) => record.status !== "completed")
				.map((record) => ({
					sampler: samplerOf(record),
					target,
					seed: record.seed,
					status: record.status,
					reason: record.reason ?? "no reason recorded",
				})),
			records: group,
			busy,
			...defined({ comparison: together }),
		};
	});
	const titles = [...new Set(records.map((record) => record.suite))];
	return {
		title: titles.length === 1 ? element(titles, 0) : `${titles.length} suites`,
		sections,
		samplers,
		machines: [...machines.values()],
		disputes,
		current,
		all: records,
	};
}
