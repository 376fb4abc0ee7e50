/**
 * The harness's clock and counters for one cell. A sampler marks phases and counts evaluations; the
 * time is taken here.
 */
import { type Phase, type PhaseCost, phases } from "../core/record.js";
import type { Meter } from "../samplers/sampler.js";
import type { Device } from "../tensor/device.js";

interface PhaseWork {
	seconds: number;
	action: number;
	gradient: number;
}

/** What was spent, by phase: this goes into the record, and a checkpoint carries it on. */
export type Spent = Partial<Record<Phase, PhaseWork>>;

const preparation: readonly Phase[] = [
	"compile",
	"tune",
	"train",
	"thermalise",
];

export class CellClock implements Meter {
	private readonly now: () => number;
	private readonly devices: number;
	private readonly spent: Spent;
	private current: Phase = "compile";
	private since: number;
	private stopped = false;

	/**
	 * @param now seconds on a monotonic clock.
	 * @param before what earlier attempts at the same cell spent.
	 * @param devices held all the time.
	 */
	constructor(now: () => number, before: Spent = {}, devices = 1) {
		this.now = now;
		this.devices = devices;
		this.spent = structuredClone(before);
		this.since = now();
	}

	phase(name: Phase): void {
		this.settle();
		this.current = name;
	}

	count(work: { readonly action?: number; readonly gradient?: number }): void {
		const entry = this.entry(this.current);
		entry.action += work.action ?? 0;
		entry.gradient += work.gradient ?? 0;
	}

	/** Seconds of preparation, earlier attempts included. */
	get seconds(): number {
		this.settle();
		return preparation.reduce(
			(sum, phase) => sum + (this.spent[phase]?.seconds ?? 0),
			0,
		);
	}

	get deviceSeconds(): number {
		return this.seconds * this.devices;
	}

	get currentPhase(): Phase {
		return this.current;
	}

	/** Work of the harness itself, such as writing a checkpoint, is nobody's cost. */
	async unpaid<T>(work: () => Promise<T>): Promise<T> {
		this.settle();
		this.stopped = true;
		try {
			return await work();
		} finally {
			this.since = this.now();
			this.stopped = false;
		}
	}

	read(): Spent {
		this.settle();
		return structuredClone(this.spent);
	}

	private settle(): void {
		if (this.stopped) return;
		const now = this.now();
		this.entry(this.current).seconds += now - this.since;
		this.since = now;
	}

	private entry(phase: Phase): PhaseWork {
		this.spent[phase] ??= { seconds: 0, action: 0, gradient: 0 };
		return this.spent[phase];
	}
}

/** Device-seconds are wall time x devices; on a CPU, core-seconds are wall time x threads. */
export function costOf(
	spent: Spent,
	device: Device,
	threads: number,
): Partial<Record<Phase, PhaseCost>> {
	const cost: Partial<Record<Phase, PhaseCost>> = {};
	for (const phase of phases) {
		const entry = spent[phase];
		if (entry === undefined) continue;
		cost[phase] = {
			seconds: entry.seconds,
			deviceSeconds: entry.seconds * device.count,
			...(device.kind === "cpu"
				? { coreSeconds: entry.seconds * threads }
				: {}),
			actionEvaluations: entry.action,
			gradientEvaluations: entry.gradient,
		};
	}
	return cost;
}
