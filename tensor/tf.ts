/** The only place that names TensorFlow.js. Backends are registered by tensor/backend.ts. */
export * from "@tensorflow/tfjs-core";
