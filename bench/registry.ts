export { hmcKernel } from "./hmc-kernel.js";
export { hmcThreads } from "./hmc-threads.js";
