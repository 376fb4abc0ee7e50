/**
 * Do two samplers agree in law, and not only in their means? Energy distance of every chosen
 * observable, with p from permuting blocks of 20 tauInt and more: single measurements of a chain are
 * not exchangeable, and tests that treat them so reject three true claims out of four.
 *
 * Weighted draws take part as the Metropolis chain made of them (`metropolisSeries`).
 */
import type { Random } from "../core/random.js";
import type { Check } from "../core/record.js";
import { replicasOf, type Series } from "./measurements.js";
import { estimateColumn } from "./parts/estimate-chains.js";
import { type Draft, settle } from "./parts/judge.js";
import { type Block, energyTest } from "./regression/energy-distance.js";

/** Low-dimensional summaries that see the shape of the law: its modes, its width, its energy. */
export const distributionObservables = [
	"magnetization",
	"phi2",
	"isingEnergy",
	"twoPointK1",
] as const;

/** Blocks a side: with 20 and 20 there are 1e11 relabellings. */
const blocks = 20;
/** Points kept of each block, evenly thinned: neighbours carry the same information. */
const pointsPerBlock = 100;
const permutations = 9999;

/**
 * Checks by "law of <observable>".
 * @param left, right series of chains with the chosen columns
 */
export function distributionAgreement(
	left: Series,
	right: Series,
	random: Random,
	names: readonly string[] = distributionObservables,
): Record<string, Check> {
	const drafts: Record<string, Draft> = {};
	for (const name of names) {
		const about = {
			claim: `both samplers draw ${name} from the same law`,
			kind: "energy",
			observable: name,
		} as const;
		const first = blocksOf(left, name);
		const second = blocksOf(right, name);
		if (first === undefined || second === undefined) {
			drafts[`law of ${name}`] = {
				...about,
				otherwise: "inconclusive",
				reason: `chains are too short for ${blocks / 2} blocks of 20 tauInt`,
			};
			continue;
		}
		const test = energyTest(first, second, {
			permutations,
			random: random.fork(name),
		});
		drafts[`law of ${name}`] = {
			...about,
			statistic: test.statistic,
			p: test.p,
			otherwise: "pass",
		};
	}
	return settle(drafts);
}

/** Blocks of at least 20 tauInt, 20 of them if the chains allow; undefined with fewer than 10. */
function blocksOf(series: Series, name: string): Block[] | undefined {
	const { tauInt, status } = estimateColumn(
		series.columns[name],
		series.chains,
	).result;
	if (status !== "ok" || tauInt === undefined) return undefined;
	const replicas = replicasOf(series.columns[name], series.chains);
	const perChain = Math.max(1, Math.round(blocks / series.chains));
	const length = Math.max(
		Math.ceil(20 * tauInt),
		Math.floor(replicas[0].length / perChain),
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
