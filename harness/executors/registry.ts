export { inline } from "./inline.js";
export { local } from "./local.js";
export { slurm } from "./slurm/slurm.js";
