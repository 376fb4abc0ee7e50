export { autocorrelation } from "./autocorrelation.js";
export { backends } from "./backends.js";
export { besideDrawing } from "./beside-drawing.js";
export { choices } from "./choices.js";
export {
	classical6,
	classical14,
	classical32,
	classical64,
} from "./classical.js";
export { cnf } from "./cnf.js";
export { cnfGpu } from "./cnf-gpu.js";
export { couplingGpu } from "./coupling-gpu.js";
export { coverage } from "./coverage.js";
export { door } from "./door.js";
export { falseAlarms } from "./false-alarms.js";
export { falseAlarmsHmc } from "./false-alarms-hmc.js";
export { flows } from "./flows.js";
export { fused } from "./fused.js";
export { gauge } from "./gauge.js";
export {
	gaugeCoupling8,
	gaugeCoupling16,
	gaugeCouplingLong,
	gaugeCouplingSpeed,
} from "./gauge-coupling.js";
export { gaugeFlow } from "./gauge-flow.js";
export { hmcAccelerated } from "./hmc-accelerated.js";
export { hmcGpu } from "./hmc-gpu.js";
export { hmcGpuBoxes } from "./hmc-gpu-boxes.js";
export {
	hmcKernel,
	hmcKernelBoxes,
	hmcKernelLarge,
} from "./hmc-kernel.js";
export { hmcPeers } from "./hmc-peers.js";
export { hmcThreads } from "./hmc-threads.js";
export { hmcWaves } from "./hmc-waves.js";
export {
	independent6,
	independent14,
	independent32,
} from "./independent.js";
export { integratorsPhi4, integratorsSu3 } from "./integrators.js";
export { linkMeans } from "./link-means.js";
export { linkMeasuring } from "./link-measuring.js";
export { heatbathLinks } from "./link-sweeps.js";
export { hmcLinks } from "./links.js";
export { cluster, heatbath } from "./local-updates.js";
export { mclmc } from "./mclmc.js";
export { memory } from "./memory.js";
export { nuts6, nuts16 } from "./nuts.js";

export { preparation } from "./preparation.js";
export { reportSize } from "./report-size.js";
export { slowModes } from "./slow-modes.js";
export { startUp } from "./start-up.js";
export { statistics } from "./statistics.js";
export { trainingStability } from "./training-stability.js";
export {
	trajectoryLengths6,
	trajectoryLengths14,
	trajectoryLengths32,
	trajectoryLengths64,
} from "./trajectory-lengths.js";
