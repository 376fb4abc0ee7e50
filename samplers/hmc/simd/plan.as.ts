/** The schedule of a trajectory, as samplers/hmc/integrator.ts has it. `setPlan` comes before every trajectory of another one. */

export let kicks: i32 = 0;
/** Length of the first kick and of the last. */
export let kick0: f64 = 0;
export let drift0: f64 = 0;
let kick1: f64 = 0;
export let kick2: f64 = 0;
let displacement: f64 = 0;
let drift1: f64 = 0;
let drift2: f64 = 0;

export function setPlan(
	number: i32,
	endKick: f64,
	oddKick: f64,
	evenKick: f64,
	moved: f64,
	endDrift: f64,
	evenDrift: f64,
	oddDrift: f64,
): void {
	kicks = number;
	kick0 = endKick;
	kick1 = oddKick;
	kick2 = evenKick;
	displacement = moved;
	drift0 = endDrift;
	drift1 = evenDrift;
	drift2 = oddDrift;
}

/** Length of kick number i. */
@inline export function kickOf(i: i32): f64 {
	return i === 0 || i === kicks - 1 ? kick0 : (i & 1) === 0 ? kick2 : kick1;
}

/** By this times the gradient the fields move back before the gradient of kick number i is taken. */
@inline export function displacementOf(i: i32): f64 {
	return (i & 1) === 0 || i === kicks - 1 ? 0 : displacement;
}

@inline export function driftAfter(i: i32): f64 {
	return i === kicks - 1 ? drift0 : (i & 1) === 0 ? drift1 : drift2;
}
