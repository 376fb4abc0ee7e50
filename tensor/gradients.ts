/**
 * Registers the gradients of all ops. The builds of TensorFlow.js for Node leave them out, and its
 * modules cannot be imported one by one there: build.mjs bundles this file with what it imports.
 * Registries and engine are global, so the bundle's copy serves the library itself.
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
