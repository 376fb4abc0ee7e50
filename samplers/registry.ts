export { equivariantCnf } from "./equivariant-cnf.js";
export { hmc } from "./hmc.js";
export { neuralSpline } from "./neural-spline.js";
export { realnvp } from "./realnvp.js";
