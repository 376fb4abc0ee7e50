/**
 * Whether two samplers agree in law, and not only in their means. The test is the energy distance of
 * every chosen observable. Its p comes from permutations of blocks of 20 tauInt or more. Single
 * measurements of a chain are not exchangeable, and tests that permute them reject three true claims
 * out of four.
 *
 * Weighted draws take part as the Metropolis chain made of them (`metropolisSeries`).
 */
import { element } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import {
	type Block,
	energyTest,
} from "../../core/statistics/inference/energy-distance.js";
import {
	type Draft,
	familyLevel,
	suspicion,
} from "../../core/statistics/inference/judge.js";
import { estimateColumn } from "../cell/estimate-chains.js";
import { replicasOf, type Series } from "../cell/measurements.js";
import { metropolisSeries } from "../cell/metropolis-series.js";

/** Blocks a side: with 20 and 20 there are 1e11 relabellings. */
const blocks = 20;
/** Points kept of each block, evenly thinned: neighbours carry the same information. */
const pointsPerBlock = 100;
/** The smallest p, 1e-5, survives Holm's correction for 25 pairs of samplers. */
const permutations = 99_999;
/** Relabellings as extreme as what was observed at which nothing more can be learnt. */
const enough = 20;

/** What is kept of a sampler's histories for this test: thinned blocks by observable. */
export type LawSample = Readonly<Record<string, readonly Block[] | null>>;

/**
 * Blocks of every chosen observable that was measured; null where the chain is too short or unresolved.
 * @param random the accept/reject steps of weighted draws
 */
export function lawSample(
	series: Series,
	random: Random,
	names: readonly string[],
): LawSample {
	const measured = names.filter((name) => series.columns[name] !== undefined);
	const columns = Object.fromEntries(
		measured.map((name) => [name, element(series.columns, name)]),
	);
	const chain = metropolisSeries({ ...series, columns }, random);
	return Object.fromEntries(
		measured.map((name) => [name, blocksOf(chain, name) ?? null]),
	);
}

/** Drafts by "law of <observable>". */
export function lawDrafts(
	left: LawSample,
	right: LawSample,
	random: Random,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	for (const [name, first] of Object.entries(left)) {
		const second = right[name];
		if (second === undefined) continue;
		const about = {
			claim: `both samplers draw ${name} from the same law`,
			kind: "energy",
			observable: name,
		} as const;
		if (first === null || second === null) {
			drafts[`law of ${name}`] = {
				...about,
				otherwise: "inconclusive",
				reason: `chains are too short for ${blocks / 2} blocks of 20 tauInt`,
			};
			continue;
		}
		const test = energyTest(first, second, {
			permutations,
			enough,
			random: random.fork(name),
		});
		const suspicious = test.p < familyLevel;
		drafts[`law of ${name}`] = {
			...about,
			statistic: test.statistic,
			p: test.p,
			otherwise: suspicious ? "inconclusive" : "pass",
			...(suspicious ? { reason: suspicion } : {}),
		};
	}
	return drafts;
}

/** Blocks of at least 20 tauInt, 20 of them if the chains allow; undefined with fewer than 10. */
function blocksOf(series: Series, name: string): Block[] | undefined {
	const { tauInt, status } = estimateColumn(
		element(series.columns, name),
		series.chains,
	).result;
	if (status !== "ok" || tauInt === undefined) return undefined;
	const replicas = replicasOf(element(series.columns, name), series.chains);
	const perChain = Math.max(1, Math.round(blocks / series.chains));
	const length = Math.max(
		Math.ceil(20 * tauInt),
		Math.floor(element(replicas, 0).length / perChain),
	);
	const parts: Block[] = [];
	const stride = Math.max(1, Math.floor(length / pointsPerBlock));
	for (const replica of replicas) {
		for (let start = 0; start + length <= replica.length; start += length) {
			parts.push(
				replica
					.subarray(start, start + length)
					.filter((_, i) => i % stride === 0),
			);
		}
	}
	return parts.length < blocks / 2 ? undefined : parts.slice(0, 4 * blocks);
}
