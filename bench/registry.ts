export { autocorrelation } from "./autocorrelation.js";
export { cnf } from "./cnf.js";
export { couplingGpu } from "./coupling-gpu.js";
export { flows } from "./flows.js";
export { hmcGpu } from "./hmc-gpu.js";
export { hmcGpuBoxes } from "./hmc-gpu-boxes.js";
export { hmcKernel } from "./hmc-kernel.js";
export { hmcThreads } from "./hmc-threads.js";
