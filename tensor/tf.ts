/**
 * The only place that imports TensorFlow.js. tensor/backend.ts registers the backends. The library
 * is imported before its gradients, so both use the engine of the library.
 */
export * from "@tensorflow/tfjs-core";

import "./gradients.js";
