/**
 * Elementary functions of four float32 at once, for all kernels. Each is inlined where it is used.
 * The compiler merges what several of them compute (sin4 and cos4 of one argument, exp4 and
 * expRest4) and moves constants out of loops.
 *
 * Largest errors in units in the last place of float32, over all of float32: exp4 0.85, log4 0.79,
 * sin4 and cos4 1.54 (also next to multiples of pi and for huge arguments), tanh4 1.49, sigmoid4
 * 1.28, softplus4 1.79. NaN gives NaN, infinities give the limits, and denormal arguments and
 * results are treated like all others. test/tensor/math.test.ts holds the errors to 1 or 2.
 */
export { exp4, expRest4, sigmoid4, tanh4 } from "./exp.as";
export { loadTail, storeTail } from "./lanes.as";
export { log1p4, log4, softplus4 } from "./log.as";
export { cos4, sin4 } from "./trig.as";
