/**
 * Jackknife and bootstrap samples of every quantity. They are made of blocks of consecutive rows that
 * are much longer than the autocorrelation. All quantities of one sample come from the same rows, so
 * samples carry correlations.
 *
 *   jackknife   sample k leaves block k out;     error^2 = (n - 1)/n sum (x_k - mean)^2
 *   bootstrap   n blocks drawn with replacement;  error^2 = variance of the samples
 */
import { InputError } from "../../../core/errors.js";
import { createRandom } from "../../../core/random.js";
import type { Context } from "../estimate/context.js";
import type { Estimated } from "../estimate/estimate.js";
import { lengthsOf } from "../table.js";
import type { Rows } from "./rows.js";

export type Resampling = "jackknife" | "bootstrap";

/** Blocks of this many tauInt: the error comes out 2.5 % too small. */
const lengthInTau = 20;
const fewestBlocks = 20;
const mostBlocks = 1000;
const bootstrapSamples = 1000;

export interface Samples {
	readonly rows: Rows;
	/** What was done, for people. */
	readonly note: string;
}

/** @throws InputError if there are too few rows for blocks */
export function samplesOf(
	context: Context,
	estimates: readonly Estimated[],
	resampling: Resampling,
): Samples {
	const { source } = context.table;
	const count = lengthsOf(context.table).reduce((sum, n) => sum + n, 0);
	if (count < 2 * fewestBlocks) {
		throw new InputError(
			`${source}: ${count} measurements are too few for blocks; samples need ${2 * fewestBlocks}`,
		);
	}
	const tau = Math.max(
		0.5,
		...estimates.map(({ result }) => result.tauInt ?? 0),
	);
	const wanted = Math.max(
		context.correlated ? Math.ceil(lengthInTau * tau) : 1,
		Math.ceil(count / mostBlocks),
	);
	const length = Math.min(wanted, Math.floor(count / fewestBlocks));
	const sums = blockSums(context, length);
	const blocks = sums.weight.length;
	const picks =
		resampling === "jackknife"
			? Array.from({ length: blocks }, (_, k) => leaveOut(blocks, k))
			: drawBlocks(blocks);
	const short =
		length < wanted
			? `; blocks should be ${lengthInTau} tauInt long, ${wanted}, and errors come out too small`
			: "";
	return {
		rows: [
			["sample", ...estimates.map(({ quantity }) => quantity.name)],
			...picks.map((counts, k) => [k, ...sampleOf(sums, counts, estimates)]),
		],
		note: `${picks.length} ${resampling} samples of ${blocks} blocks of about ${length} measurements${short}`,
	};
}

/** Sums over the rows of each block. */
interface BlockSums {
	readonly weight: readonly number[];
	readonly columns: ReadonlyMap<string, readonly number[]>;
}

function blockSums({ table, weights }: Context, length: number): BlockSums {
	const edges = lengthsOf(table).map((rows) => {
		const parts = Math.max(1, Math.round(rows / length));
		return Array.from({ length: parts + 1 }, (_, k) =>
			Math.floor((k * rows) / parts),
		);
	});
	const sum = (at: (chain: number, row: number) => number): number[] =>
		edges.flatMap((chain, c) =>
			chain.slice(1).map((end, k) => {
				let total = 0;
				for (let i = chain[k]; i < end; i++) total += at(c, i);
				return total;
			}),
		);
	const weight = (c: number, i: number): number => weights?.[c][i] ?? 1;
	const columns = new Map<string, number[]>();
	for (const [name, chains] of table.columns) {
		columns.set(
			name,
			sum((c, i) => weight(c, i) * chains[c][i]),
		);
	}
	return { weight: sum(weight), columns };
}

function sampleOf(
	sums: BlockSums,
	counts: Float64Array,
	estimates: readonly Estimated[],
): number[] {
	const over = (values: readonly number[]): number =>
		values.reduce((total, value, k) => total + counts[k] * value, 0);
	const norm = over(sums.weight);
	const means = new Map<string, number>();
	const meanOf = (name: string): number => {
		const known = means.get(name);
		if (known !== undefined) return known;
		const mean = over(sums.columns.get(name) ?? []) / norm;
		means.set(name, mean);
		return mean;
	};
	return estimates.map(({ quantity: { name, formula } }) =>
		formula === undefined
			? meanOf(name)
			: formula.value(formula.needs.map(meanOf)),
	);
}

function leaveOut(blocks: number, left: number): Float64Array {
	const counts = new Float64Array(blocks).fill(1);
	counts[left] = 0;
	return counts;
}

function drawBlocks(blocks: number): readonly Float64Array[] {
	const random = createRandom("bootstrap of blocks");
	return Array.from({ length: bootstrapSamples }, () => {
		const counts = new Float64Array(blocks);
		for (let k = 0; k < blocks; k++) {
			counts[Math.floor(random.uniform() * blocks)]++;
		}
		return counts;
	});
}
