export { cluster } from "./cluster/cluster.js";
export { equivariantCnf } from "./continuous/equivariant-cnf.js";
export { neuralSpline } from "./coupling/neural-spline.js";
export { realnvp } from "./coupling/realnvp.js";
export { gaussian } from "./gaussian/gaussian.js";
export { heatbath } from "./heatbath/heatbath.js";
export { hmc } from "./hmc/hmc.js";
export { metropolis } from "./metropolis/metropolis.js";
