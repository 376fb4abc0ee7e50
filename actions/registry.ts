/**
 * The built-in actions, one line each, sorted. Suites name them, and their schema is made from this list.
 */

export { su2 } from "./gauge/su2.js";
export { su3 } from "./gauge/su3.js";
export { u1 } from "./gauge/u1.js";
export { freeField } from "./scalar/free-field.js";
export { phi4 } from "./scalar/phi4.js";
export { spins } from "./spin/o-n.js";
