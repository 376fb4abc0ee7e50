/** The loader of core/kernels/, for what lies above this folder. */
export * from "../../core/kernels/load.js";
