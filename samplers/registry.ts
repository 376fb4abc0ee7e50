/**
 * The built-in samplers, one line each, sorted. Suites name them, and their schema is made from this list.
 */

export { cluster } from "./cluster/cluster.js";
export { equivariantCnf } from "./continuous/equivariant-cnf.js";
export { neuralSpline } from "./coupling/neural-spline.js";
export { realnvp } from "./coupling/realnvp.js";
export { ensemble } from "./ensemble/ensemble.js";
export { exact2d } from "./exact-2d/exact-2d.js";
export { external } from "./external/external.js";
export { flowHmc } from "./flow-hmc/flow-hmc.js";
export { gaugeContinuous } from "./gauge-continuous/gauge-continuous.js";
export { gaugeCoupling } from "./gauge-coupling/gauge-coupling.js";
export { gaussian } from "./gaussian/gaussian.js";
export { heatbath } from "./heatbath/heatbath.js";
export { hmc } from "./hmc/hmc.js";
export { mala } from "./mala/mala.js";
export { mclmc } from "./mclmc/mclmc.js";
export { metropolis } from "./metropolis/metropolis.js";
export { smc } from "./smc/smc.js";
export { stochasticFlow } from "./stochastic-flow/stochastic-flow.js";
export { tempering } from "./tempering/tempering.js";
export { winding } from "./winding/winding.js";
