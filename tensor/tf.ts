/** The only place that names TensorFlow.js. Backends are registered by tensor/backend.ts. */
import "./gradients.js";

export * from "@tensorflow/tfjs-core";
