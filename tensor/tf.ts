/**
 * The only place that names TensorFlow.js. Backends are registered by tensor/backend.ts. The library
 * comes before its gradients, so that the engine both share is the library's own.
 */
export * from "@tensorflow/tfjs-core";

import "./gradients.js";
