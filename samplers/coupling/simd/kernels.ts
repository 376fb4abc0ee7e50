/** Exports of samplers/coupling/simd/couplings.wasm.ts, whose parts describe the layouts. */
export type CouplingKernels = KernelModules["samplers/coupling/simd/couplings"];
