/**
 * The harness's clock and counters for one cell. A sampler marks phases and counts evaluations. The
 * time is taken here. A phase on a GPU ends when the device has done all requested work.
 */
import type { Phase } from "../../core/cost.js";
import type { Meter } from "../../samplers/sampler.js";
import type { DeviceMeter, Reading } from "../../tensor/meter.js";
import type { Peak } from "./peak-memory.js";
import { type PhaseWork, prepared, type Spent } from "./spent.js";

/** Files of an outside sampler, and its warming up before the first draw. */
const besideDrawing: ReadonlySet<Phase> = new Set(["transfer", "compile"]);

export class CellClock implements Meter {
	private readonly devices: number;
	private readonly spent: Spent;
	private current: Phase = "compile";
	private since: number;
	private stopped = false;
	private processorSince: number;
	private reading: Reading = {};
	/** When the present phase began, on both clocks, paid or not. */
	private began = { seconds: 0, coreSeconds: 0 };
	private carried = { seconds: 0, coreSeconds: 0 };
	private readonly charged = { seconds: 0, coreSeconds: 0 };
	/** What the present phase had been booked when it began. */
	private booked: PhaseWork | undefined;

	/**
	 * @param now seconds on a monotonic clock
	 * @param before cost of earlier attempts at the same cell
	 * @param devices number of devices, held all the time
	 * @param device meter of the device, on a GPU
	 * @param processor seconds of processor time so far, on a CPU
	 * @param memory largest memory since it was last asked
	 */
	constructor(
		private readonly now: () => number,
		before: Spent = {},
		devices = 1,
		private readonly device?: DeviceMeter,
		private readonly processor?: () => number,
		private readonly memory?: () => Peak,
	) {
		this.devices = devices;
		this.spent = structuredClone(before);
		this.since = now();
		this.processorSince = processor?.() ?? 0;
		this.began = this.times();
	}

	async phase(name: Phase, since: "now" | "before" = "now"): Promise<void> {
		await this.drain();
		this.settle();
		this.noteMemory();
		if (since === "before") this.giveTo(name);
		else this.carried = this.beside;
		this.current = name;
		this.began = this.stopped
			? this.times()
			: { seconds: this.since, coreSeconds: this.processorSince };
		this.booked = structuredClone(this.spent[name]);
	}

	/**
	 * Time of all phases that are no drawing where a draw has them, the present one included, also while nothing
	 * is paid.
	 */
	private get beside(): {
		readonly seconds: number;
		readonly coreSeconds: number;
	} {
		if (!besideDrawing.has(this.current)) return this.carried;
		const { carried, began } = this;
		const now = this.times();
		return {
			seconds: carried.seconds + now.seconds - began.seconds,
			coreSeconds: carried.coreSeconds + now.coreSeconds - began.coreSeconds,
		};
	}

	/** What calls for draws took beside drawing, less what was charged to them, so far. */
	get besideDrawing(): {
		readonly seconds: number;
		readonly coreSeconds: number;
	} {
		const { beside, charged } = this;
		return {
			seconds: beside.seconds - charged.seconds,
			coreSeconds: beside.coreSeconds - charged.coreSeconds,
		};
	}

	charge(
		name: Phase,
		time: { readonly seconds: number; readonly coreSeconds: number },
	): void {
		const entry = this.entry(name);
		entry.seconds += time.seconds;
		this.charged.seconds += time.seconds;
		if (this.processor === undefined) return;
		entry.coreSeconds = (entry.coreSeconds ?? 0) + time.coreSeconds;
		this.charged.coreSeconds += time.coreSeconds;
	}

	/** Books seconds of one phase to another. */
	move(
		from: Phase,
		to: Phase,
		time: { readonly seconds: number; readonly coreSeconds: number },
	): void {
		this.settle();
		const [giver, taker] = [this.entry(from), this.entry(to)];
		const seconds = Math.min(time.seconds, giver.seconds);
		giver.seconds -= seconds;
		taker.seconds += seconds;
		if (giver.coreSeconds === undefined) return;
		const coreSeconds = Math.min(time.coreSeconds, giver.coreSeconds);
		giver.coreSeconds -= coreSeconds;
		taker.coreSeconds = (taker.coreSeconds ?? 0) + coreSeconds;
	}

	/** What the present phase was booked since it began belongs to another one. */
	private giveTo(name: Phase): void {
		const { booked } = this;
		const entry = this.entry(this.current);
		this.move(this.current, name, {
			seconds: entry.seconds - (booked?.seconds ?? 0),
			coreSeconds: (entry.coreSeconds ?? 0) - (booked?.coreSeconds ?? 0),
		});
	}

	private times() {
		return { seconds: this.now(), coreSeconds: this.processor?.() ?? 0 };
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
		return prepared(this.spent, ({ seconds }) => seconds);
	}

	get deviceSeconds(): number {
		return this.seconds * this.devices;
	}

	/** Evaluations counted during preparation, including earlier attempts. */
	get evaluations(): number {
		return prepared(this.spent, ({ action, gradient }) => action + gradient);
	}

	get currentPhase(): Phase {
		return this.current;
	}

	/**
	 * Work of the harness itself, such as writing a checkpoint, costs the sampler nothing: neither time nor
	 * evaluations.
	 */
	async unpaid<T>(work: () => Promise<T>): Promise<T> {
		this.settle();
		this.noteMemory();
		this.stopped = true;
		try {
			return await work();
		} finally {
			this.begin();
			this.memory?.();
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
		this.noteMemory();
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

	/** The largest memory since it was last asked belongs to the present phase. */
	private noteMemory(): void {
		if (this.stopped) return;
		const { own, children } = this.memory?.() ?? {};
		const entry = this.entry(this.current);
		if (own !== undefined)
			entry.peakBytes = Math.max(entry.peakBytes ?? 0, own);
		if (children !== undefined)
			entry.childPeakBytes = Math.max(entry.childPeakBytes ?? 0, children);
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
