/** What surrounds a cell on this machine: who hears of it, and what it leaves behind. */
import type { BenchRecord } from "../../core/record.js";
import { discardUnlessNeeded } from "../cell/target-source.js";
import type { ExecutorHost } from "../executor.js";
import type { Cell } from "../plan.js";

/** @throws when the record cannot be saved */
export async function answer<Host extends ExecutorHost>(
	cell: Cell,
	host: Host,
	run: (cell: Cell, host: Host) => Promise<BenchRecord>,
): Promise<void> {
	host.started(cell);
	const standing = await host.finished(cell, await run(cell, host));
	await discardUnlessNeeded(
		standing,
		host.targetSource(cell),
		host.cellFolder(cell.key),
	);
}
