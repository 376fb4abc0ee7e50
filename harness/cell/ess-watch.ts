/** Computes the ESS now and then while a cell draws. It takes at most a fiftieth of the time. */
import { performance } from "node:perf_hooks";
import { essSoFar } from "../../metrics/cell/ess-so-far.js";
import type { Measurements } from "../../metrics/cell/evaluate.js";

/** Seconds between looks, and the least ratio of that to what a look takes. */
const interval = 3;
const ratio = 50;

export class EssWatch {
	private next = performance.now() / 1000 + interval;
	private ess: number | undefined;

	/** What people are shown: draws so far, and their ESS at the last look. */
	values(measurements: Measurements): Readonly<Record<string, number>> {
		return {
			draws: measurements.count,
			...(this.ess === undefined ? {} : { ess: this.ess }),
		};
	}

	/** Takes a new look if it is time. */
	look(measurements: Measurements): void {
		const begin = performance.now() / 1000;
		if (begin < this.next) return;
		this.ess = essSoFar(measurements);
		const end = performance.now() / 1000;
		this.next = end + Math.max(interval, ratio * (end - begin));
	}
}
