export { equivariantCnf } from "./equivariant-cnf.js";
export { hmc } from "./hmc.js";
export { realnvp } from "./realnvp.js";
