/** In the worker threads: a replica of the chains in the lanes of one block. */

import type { Step } from "../chain/local/program.js";
import { LocalBlock } from "../chain/local/simd/block.js";
import type { UpdateBlock } from "../chain/local/simd/job.js";
import { LinkBlock } from "../heatbath/gauge/simd/block.js";
import type { Rung, TemperingSetup } from "./family.js";

export interface RungBlock
	extends Pick<
		UpdateBlock,
		"lanes" | "insert" | "extract" | "extractField" | "total"
	> {
	setRung(rung: Rung): void;
	/** One update at the rung's value; then S at x = 0, X and the total are those of its end. */
	update(number: number, chain: number, steps: readonly Step[]): void;
	rest(lane: number): number;
	slope(lane: number): number;
}

export function rungBlock(setup: TemperingSetup): RungBlock {
	if ("group" in setup) return linkRung(new LinkBlock(setup));
	return scalarRung(new LocalBlock(setup));
}

function linkRung(block: LinkBlock): RungBlock {
	return {
		lanes: block.lanes,
		setRung: ({ value }) => block.setBeta(value),
		update: (number, chain, steps) => block.update(number, chain, steps),
		insert: (lane, state) => block.insert(lane, state),
		extract: (lane, state) => block.extract(lane, state),
		extractField: (lane, field) => block.extractField(lane, field),
		rest: () => 0,
		slope: (lane) => block.slope(lane),
		total: () => 0,
	};
}

function scalarRung(block: LocalBlock): RungBlock {
	const { lanes } = block;
	const actions = new Float64Array(lanes);
	const totals = new Float64Array(lanes);
	const slopes = new Float64Array(lanes);
	let rung: Rung = { value: 0 };
	return {
		lanes,
		setRung(next) {
			rung = next;
			if (next.scalar !== undefined) block.setTuned(next.scalar);
		},
		update(number, chain, steps) {
			if (rung.scalar === undefined) throw new Error("a rung of links");
			block.setCouplings(rung.scalar.couplings);
			block.update(number, chain, steps);
			for (let lane = 0; lane < lanes; lane++) {
				actions[lane] = block.action(lane);
				totals[lane] = block.total(lane);
			}
			block.setCouplings(rung.scalar.raised);
			block.measure();
			for (let lane = 0; lane < lanes; lane++)
				slopes[lane] = block.action(lane) - actions[lane];
		},
		insert: (lane, state) => block.insert(lane, state),
		extract: (lane, state) => block.extract(lane, state),
		rest: (lane) => actions[lane] - rung.value * slopes[lane],
		slope: (lane) => slopes[lane],
		total: (lane) => totals[lane],
	};
}
