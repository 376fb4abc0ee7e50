/** Learning rate against the fraction of training done. */

export const scheduleNames = [
	"plateau",
	"constant",
	"cosine",
	"exponential",
] as const;
export type ScheduleName = (typeof scheduleNames)[number];

/** The last part of training, in which also the rate of `plateau` falls. */
const coolDown = 0.25;

/**
 * Factor of the learning rate at `fraction` in [0, 1]: from 1 down to `end`, along half a cosine
 * or geometrically; before that a linear rise over the first `warmup` of training. `plateau` stays
 * at 1, as its rate falls by what the looks see (plateau.ts), but for the last part of training: a
 * budget that ends before any plateau would otherwise leave the noise of the full rate.
 */
export function scheduleFactor(
	name: ScheduleName,
	fraction: number,
	end: number,
	warmup: number,
): number {
	const done = Math.min(Math.max(fraction, 0), 1);
	if (done < warmup) return Math.max(done / warmup, 0.01);
	const rest = warmup < 1 ? (done - warmup) / (1 - warmup) : 1;
	switch (name) {
		case "plateau":
			return 1 - ((1 - end) * Math.max(0, done - 1 + coolDown)) / coolDown;
		case "constant":
			return 1;
		case "cosine":
			return end + ((1 - end) * (1 + Math.cos(Math.PI * rest))) / 2;
		case "exponential":
			return end ** rest;
	}
}

/** Adam's first steps are as long as the rate allows, whatever the gradient: they are never taken at full rate. */
const shortestRise = 20;

/**
 * Rise of the rate of `plateau` before step `step`, from 1: over the first `warmup` of training, but
 * over 20 steps at least, and at most `longest`, as a long budget is no reason for a slow start.
 */
export function riseOf(
	step: number,
	fraction: number,
	warmup: number,
	longest: number,
): number {
	const byBudget = fraction < warmup ? fraction / warmup : 1;
	const risen = Math.max(byBudget, step / longest);
	return Math.min(1, risen, step / shortestRise);
}
