/**
 * The harness's clock and counters for one cell. A sampler marks phases and counts evaluations. The
 * time is taken here. A phase on a GPU ends when the device has done all requested work.
 */
import {
	type Phase,
	type PhaseCost,
	phases,
	type Timing,
} from "../../core/cost.js";
import type { Meter } from "../../samplers/sampler.js";
import type { Device } from "../../tensor/device.js";
import type { DeviceMeter, Reading } from "../../tensor/meter.js";

interface PhaseWork {
	seconds: number;
	action: number;
	gradient: number;
	coreSeconds?: number | undefined;
	kernelSeconds?: number | undefined;
	energyJoules?: number | undefined;
}

/** The cost by phase. It goes into the record, and a checkpoint carries it on. */
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
	private readonly device: DeviceMeter | undefined;
	private readonly processor: (() => number) | undefined;
	private processorSince: number;
	private reading: Reading = {};

	/**
	 * @param now seconds on a monotonic clock
	 * @param before cost of earlier attempts at the same cell
	 * @param devices number of devices, held all the time
	 * @param device meter of the device, on a GPU
	 * @param processor seconds of processor time so far, on a CPU
	 */
	constructor(
		now: () => number,
		before: Spent = {},
		devices = 1,
		device?: DeviceMeter,
		processor?: () => number,
	) {
		this.now = now;
		this.devices = devices;
		this.spent = structuredClone(before);
		this.since = now();
		this.device = device;
		this.processor = processor;
		this.processorSince = processor?.() ?? 0;
	}

	async phase(name: Phase): Promise<void> {
		await this.drain();
		this.settle();
		this.current = name;
	}

	/** Waits for the device, at the expense of the present phase, and reads its meter. */
	async drain(): Promise<void> {
		const { device } = this;
		if (device === undefined) return;
		await device.settle();
		await this.unpaid(async () => {
			const before = this.reading;
			this.reading = await device.read();
			const entry = this.entry(this.current);
			for (const name of ["kernelSeconds", "energyJoules"] as const) {
				const value = this.reading[name];
				if (value === undefined) continue;
				entry[name] = (entry[name] ?? 0) + value - (before[name] ?? 0);
			}
		});
	}

	count(work: { readonly action?: number; readonly gradient?: number }): void {
		if (this.stopped) return;
		const entry = this.entry(this.current);
		entry.action += work.action ?? 0;
		entry.gradient += work.gradient ?? 0;
	}

	/** Seconds of preparation, including earlier attempts. */
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

	/** Work of the harness itself, such as writing a checkpoint, costs the sampler nothing: neither time nor evaluations. */
	async unpaid<T>(work: () => Promise<T>): Promise<T> {
		this.settle();
		this.stopped = true;
		try {
			return await work();
		} finally {
			this.begin();
			this.stopped = false;
		}
	}

	/** Unpaid work that uses the device. */
	async aside<T>(work: () => Promise<T>): Promise<T> {
		await this.drain();
		return this.unpaid(async () => {
			const result = await work();
			await this.device?.settle();
			this.reading = (await this.device?.read()) ?? {};
			return result;
		});
	}

	read(): Spent {
		this.settle();
		return structuredClone(this.spent);
	}

	private settle(): void {
		if (this.stopped) return;
		const { since, processorSince } = this;
		this.begin();
		const entry = this.entry(this.current);
		entry.seconds += this.since - since;
		if (this.processor !== undefined)
			entry.coreSeconds =
				(entry.coreSeconds ?? 0) + this.processorSince - processorSince;
	}

	private begin(): void {
		this.since = this.now();
		this.processorSince = this.processor?.() ?? 0;
	}

	private entry(phase: Phase): PhaseWork {
		this.spent[phase] ??= { seconds: 0, action: 0, gradient: 0 };
		return this.spent[phase];
	}
}

/**
 * Device-seconds are wall time times devices.
 * @param timing of the draw phase, once that is over
 */
export function costOf(
	spent: Spent,
	device: Device,
	timing?: Timing,
): Partial<Record<Phase, PhaseCost>> {
	const cost: Partial<Record<Phase, PhaseCost>> = {};
	for (const phase of phases) {
		const entry = spent[phase];
		if (entry === undefined) continue;
		cost[phase] = {
			seconds: entry.seconds,
			deviceSeconds: entry.seconds * device.count,
			...(entry.coreSeconds === undefined
				? {}
				: { coreSeconds: Math.max(0, entry.coreSeconds) }),
			actionEvaluations: entry.action,
			gradientEvaluations: entry.gradient,
			...(entry.kernelSeconds === undefined
				? {}
				: { kernelSeconds: Math.max(0, entry.kernelSeconds) }),
			...(entry.energyJoules === undefined
				? {}
				: { energyJoules: Math.max(0, entry.energyJoules) }),
			...(phase === "draw" && timing !== undefined ? { timing } : {}),
		};
	}
	return cost;
}
