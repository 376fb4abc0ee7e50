/**
 * Registers the gradients of all ops. The builds of TensorFlow.js for Node omit them, and Node
 * cannot import the library's modules one by one. So pack/bundle.mjs bundles this file with its imports.
 * Registries and engine are global, so the bundled copy serves the library itself.
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
