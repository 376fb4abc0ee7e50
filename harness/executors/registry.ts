/** The ways to run cells, one line each, sorted. They are the choices of `--executor`. */

export { inline } from "./inline.js";
export { local } from "./local.js";
export { slurm } from "./slurm/slurm.js";
