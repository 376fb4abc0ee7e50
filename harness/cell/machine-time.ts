/**
 * Was the machine busy with something else? A thread that waits for a processor may wait for another thread
 * of its own process, if there are more of them than cores. Only other programs that ran meanwhile can have
 * been in the way, so the waiting counts up to their time:
 *
 *   others    = busy time of the processors this process may use - its own processor time
 *   disturbed = (min(waiting, others) + stolen) / (running + waiting + stolen)
 *
 * On an idle machine `others` vanishes, however many threads there are. On a large machine that is half busy
 * nobody waits. Of the time stolen by the hypervisor (proc_stat(5)), our share of the busy time counts. The
 * time in which a container has used up its quota belongs to the container, so it does not count as waiting.
 */

/** Running totals at one moment, in seconds. */
export interface MachineTime {
	/** In which threads of this process were ready to run without a processor. */
	readonly waited: number;
	/** In which the processors that this process may use have run anything. */
	readonly busy: number;
	/** In which they were ready, and the hypervisor ran another machine. */
	readonly stolen: number;
	/** In which the process was not let run, as its quota was spent. */
	readonly throttled: number;
}

export interface Disturbance {
	/** Share of waiting in the time in which threads of the process could have run, whatever for. */
	readonly waiting: number;
	/** The part of that time which other programs have taken, in [0, 1]. */
	readonly disturbed: number;
}

/**
 * Between two moments.
 * @param ran processor time of the process group between them, in seconds
 * @returns undefined where the system does not tell, or nothing has run
 */
export function disturbance(
	before: MachineTime | undefined,
	after: MachineTime | undefined,
	ran: number,
): Disturbance | undefined {
	if (before === undefined || after === undefined) return undefined;
	// Threads that have ended take with them what they waited.
	const passed = (key: keyof MachineTime) =>
		Math.max(0, after[key] - before[key]);
	const busy = passed("busy");
	// A system that does not count.
	if (!(busy > 0 && ran > 0)) return undefined;
	const waited = Math.max(0, passed("waited") - passed("throttled"));
	const stolen = passed("stolen") * Math.min(1, ran / busy);
	const others = Math.max(0, busy - ran);
	const could = ran + waited + stolen;
	return {
		waiting: waited / could,
		disturbed: (Math.min(waited, others) + stolen) / could,
	};
}
