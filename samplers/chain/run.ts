/**
 * The run of all chains of one cell. The number of the next update and what was tuned decide
 * everything, so a run can stop anywhere and continue with the same bits.
 *
 *   await run.advance(0);
 *   const batch = await run.advance(100);
 *   console.log(run.acceptanceOf(batch), run.next);
 */
import type { Action } from "../../actions/action.js";
import type { ChainBatch, ChainEngine, FieldStore } from "./engine.js";
import type { Total } from "./totals.js";

export interface ChainRun {
	readonly action: Action;
	readonly engine: ChainEngine;
	/** The totals that the engine sums after each update. */
	readonly totals: readonly Total[];
	/** Number of the next update, from 0. */
	next: number;
	/** Number of updates of all chains that take some tenths of a second, at least 1. */
	readonly round: number;
	/** Runs the next `count` updates of all chains and meters them. None starts the threads and compiles. */
	advance(count: number, store?: FieldStore): Promise<ChainBatch>;
	/** Mean acceptance of the proposals of a batch, in [0, 1]. */
	acceptanceOf(batch: ChainBatch): number;
}
