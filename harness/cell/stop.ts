/**
 * An interrupt, as a cell sees it: first a request, and then an abort if nobody has answered for a while.
 */

/** Milliseconds in which a sampler may offer a checkpoint before it is told to stop. */
const patience = 3000;

export class Stop {
	readonly #abort = new AbortController();
	#asked = false;

	/** The user wants a checkpoint and the end. */
	ask(): void {
		this.#asked = true;
		setTimeout(() => this.now(), patience).unref();
	}

	/** Nothing waits any longer. */
	now(): void {
		this.#asked = true;
		this.#abort.abort();
	}

	readonly interrupted = (): boolean => this.#asked;

	get signal(): AbortSignal {
		return this.#abort.signal;
	}
}
