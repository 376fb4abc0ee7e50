/**
 * Keeps a GPU busy with short pieces of work. A driver ends work that runs for seconds, and other
 * programs wait while it runs, so no piece should take more than some tenths of a second. Earlier
 * pieces show how much work that is. This decides where work is cut, never what is computed.
 */
import type { Gpu } from "../../../tensor/gpu/gpu.js";

/** Target duration of a piece, in seconds. */
const piece = 0.1;
/** Site updates per second, at first and at least. Any GPU does more; a slower one was busy. */
const first = 2e8;
const slowest = 2e7;
/** A piece may be larger than the earlier ones by this factor. */
const growth = 4;
/** Number of pieces that wait at the device, so that it never waits for the host. */
const queued = 2;

export class Pace {
	private readonly waiting: Promise<void>[] = [];
	private known = first;
	private free = 0;

	constructor(private readonly gpu: Gpu) {}

	/** Site updates per second. */
	get rate(): number {
		return this.known;
	}

	/** Number of site updates for the next piece. */
	get allowance(): number {
		return this.known * piece;
	}

	/** Lets `work` submit a piece of this many site updates, as soon as few enough pieces wait. */
	async submit(updates: number, work: () => void): Promise<void> {
		while (this.waiting.length >= queued) await this.waiting.shift();
		const begun = performance.now();
		work();
		const done = this.gpu.idle().then(() => {
			const now = performance.now();
			const seconds = (now - Math.max(begun, this.free)) / 1000;
			this.free = now;
			this.note(updates, seconds);
		});
		// The next caller that waits receives the error.
		done.catch(() => {});
		this.waiting.push(done);
	}

	/** Resolves when all pieces are done. Throws if one failed. */
	async drain(): Promise<void> {
		while (this.waiting.length > 0) await this.waiting.shift();
	}

	private note(updates: number, seconds: number): void {
		const rate = updates / Math.max(seconds, 1e-6);
		// A short piece shows the cost of starting one, not the speed of the device.
		if (rate > this.known) this.known = Math.min(rate, growth * this.known);
		else if (seconds > piece / 2) this.known = Math.max(slowest, rate);
	}
}
