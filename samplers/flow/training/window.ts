/** Means over the training steps between two looks. */
export class TrainingWindow {
	steps = 0;
	#loss = 0;
	#ess = 0;
	#norm = 0;
	#rate = 0;
	#since: number;

	constructor(seconds: number) {
		this.#since = seconds;
	}

	add(loss: number, ess: number, norm: number, rate: number): void {
		this.steps += 1;
		this.#loss += loss;
		this.#ess += ess;
		this.#norm += norm;
		this.#rate = rate;
	}

	means(seconds: number) {
		const { steps } = this;
		const elapsed = seconds - this.#since;
		return {
			loss: this.#loss / steps,
			trainingEss: this.#ess / steps,
			gradientNorm: this.#norm / steps,
			learningRate: this.#rate,
			stepsPerSecond: elapsed > 0 ? steps / elapsed : 0,
		};
	}

	clear(seconds: number): void {
		this.steps = 0;
		this.#loss = 0;
		this.#ess = 0;
		this.#norm = 0;
		this.#since = seconds;
	}
}
