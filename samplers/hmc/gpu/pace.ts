/**
 * Keeps a GPU busy in short pieces. A driver ends what runs for seconds, and everybody else waits while
 * it runs, so no piece of work should take more than some tenths of a second. How much that is, is
 * learnt from the pieces before; it decides where work is cut, never what is computed.
 */
import type { Gpu } from "../../../tensor/gpu/gpu.js";

/** Aimed at, in seconds. */
const piece = 0.1;
/** Site updates per second: to begin with, and at least; any GPU does more, and what is slower then was busy. */
const first = 2e8;
const slowest = 2e7;
/** A piece may be so much larger than those before it. */
const growth = 4;
/** Pieces that wait at the device, so that it never waits for the host. */
const queued = 2;

export class Pace {
	readonly #gpu: Gpu;
	readonly #waiting: Promise<void>[] = [];
	#rate = first;
	#free = 0;

	constructor(gpu: Gpu) {
		this.#gpu = gpu;
	}

	/** Site updates per second. */
	get rate(): number {
		return this.#rate;
	}

	/** Site updates of the next piece. */
	get allowance(): number {
		return this.#rate * piece;
	}

	/** Has `work` submit a piece of so many site updates, once few enough are waiting. */
	async submit(updates: number, work: () => void): Promise<void> {
		while (this.#waiting.length >= queued) await this.#waiting.shift();
		const begun = performance.now();
		work();
		const done = this.#gpu.idle().then(() => {
			const now = performance.now();
			const seconds = (now - Math.max(begun, this.#free)) / 1000;
			this.#free = now;
			this.#note(updates, seconds);
		});
		// Whoever waits next is told.
		done.catch(() => {});
		this.#waiting.push(done);
	}

	/** All pieces are done. Throws when one failed. */
	async drain(): Promise<void> {
		while (this.#waiting.length > 0) await this.#waiting.shift();
	}

	#note(updates: number, seconds: number): void {
		const rate = updates / Math.max(seconds, 1e-6);
		// A short piece shows what it costs to start one, not how fast the device is.
		if (rate > this.#rate) this.#rate = Math.min(rate, growth * this.#rate);
		else if (seconds > piece / 2) this.#rate = Math.max(slowest, rate);
	}
}
