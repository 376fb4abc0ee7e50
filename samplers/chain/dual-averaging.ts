/**
 * Dual averaging of log(step size) towards a target acceptance (Hoffman and Gelman, "The No-U-Turn
 * Sampler", JMLR 15 (2014) 1593, section 3.2, with their gamma, t0 and kappa). After update t with
 * mean acceptance a_t,
 *
 *   Hbar_t = (1 - 1/(t + t0)) Hbar_{t-1} + (target - a_t)/(t + t0)
 *   log e_t = mu - sqrt(t)/gamma Hbar_t,   log ebar_t = t^-kappa log e_t + (1 - t^-kappa) log ebar_{t-1}.
 *
 * Their gamma suits the noise of a single chain. The mean over many chains is quieter, and at large
 * volume the acceptance falls steeply with the step size, so the loop would overshoot for hundreds
 * of updates. Therefore gamma grows with the square root of the number of chains, up to four times
 * theirs.
 *
 *   const averaging = new DualAveraging(0.8, guess);
 *   for (let t = 0; t < 100; t++) averaging.update(await acceptanceAt(averaging.trial));
 *   const stepSize = averaging.tuned;
 */

const gammaOfOne = 0.05;
const mostGamma = 0.2;
const delay = 10;
const kappa = 0.75;

export class DualAveraging {
	readonly target: number;
	readonly #centre: number;
	readonly #gamma: number;
	#updates = 0;
	#deficit = 0;
	#log: number;
	#average = 0;

	/**
	 * `guess` is a rough step size. The search is centred on `reach` times it. Each acceptance is an
	 * average over `chains` chains.
	 */
	constructor(target: number, guess: number, reach = 10, chains = 1) {
		this.#gamma = Math.min(mostGamma, gammaOfOne * Math.sqrt(chains));
		this.target = target;
		this.#centre = Math.log(reach * guess);
		this.#log = Math.log(guess);
	}

	/** The step size to try next. */
	get trial(): number {
		return Math.exp(this.#log);
	}

	/** The averaged step size, to keep when tuning ends. */
	get tuned(): number {
		return this.#updates === 0 ? this.trial : Math.exp(this.#average);
	}

	/** Takes the mean of min(1, exp(-Delta H)) over the chains at the trial step size. NaN counts as 0. */
	update(acceptance: number): void {
		const seen = Number.isFinite(acceptance) ? acceptance : 0;
		this.#updates++;
		const share = 1 / (this.#updates + delay);
		this.#deficit = (1 - share) * this.#deficit + share * (this.target - seen);
		this.#log =
			this.#centre - (Math.sqrt(this.#updates) / this.#gamma) * this.#deficit;
		const weight = this.#updates ** -kappa;
		this.#average = weight * this.#log + (1 - weight) * this.#average;
	}
}
