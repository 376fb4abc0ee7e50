/**
 * How fast a prepared sampler draws, from its first calls. Lines decide by it how many draws they can
 * afford, and `clock` finds hidden work.
 */
import type { Prepared } from "../../samplers/sampler.js";
import { DrawTimer } from "../cell/draw-timer.js";

export interface Pace {
	readonly drawsPerSecond: number;
	/** What the first call took beyond the others, in seconds of processor time. */
	readonly late?: number;
	/** What did not fit the clock. */
	readonly remarks: readonly string[];
}

type Host = ConstructorParameters<typeof DrawTimer>[1];
type Unpaid = ConstructorParameters<typeof DrawTimer>[2];

const size = 100;
/** Calls, and so many at least where they are slow. */
const calls = 8;
const leastCalls = 4;
/** Seconds after which calls are slow. */
const patience = 5;
/** Fewer draws decide nothing. */
const leastDraws = 256;

/** Draws for the first time. */
export async function paceOf(
	prepared: Prepared,
	host: Host,
	unpaid: Unpaid,
): Promise<Pace> {
	const timer = new DrawTimer(prepared, host, unpaid);
	const begin = host.now();
	let fastest = Number.POSITIVE_INFINITY;
	for (let call = 0; call < calls; call++) {
		if (call >= leastCalls && host.now() - begin > patience) break;
		const before = host.now();
		await timer.draw(size);
		fastest = Math.min(fastest, host.now() - before);
	}
	const late = timer.late();
	return {
		drawsPerSecond: size / Math.max(fastest, 1e-6),
		...(late === undefined ? {} : { late: late.coreSeconds }),
		remarks: prepared.remarks?.() ?? [],
	};
}

/** As many of `wanted` draws as take `seconds`, and words about it where they are fewer. */
export function affordable(
	{ drawsPerSecond }: Pace,
	wanted: number,
	seconds: number,
): { readonly draws: number; readonly told: string } {
	const draws = Math.min(
		wanted,
		Math.max(leastDraws, Math.floor(drawsPerSecond * seconds)),
	);
	return {
		draws,
		told:
			draws < wanted
				? `; ${draws} draws instead of ${wanted}, as it gives ${drawsPerSecond.toPrecision(2)} in a second`
				: "",
	};
}
