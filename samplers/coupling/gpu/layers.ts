/**
 * The contract of code that takes samples through all layers of a coupling flow on a GPU. Arrays
 * are [site][sample]. The calls add passes to a program, which runs later.
 *
 *   const layers = streamedLayers(program, model);
 *   prior.forward(program, latent, layers.input, spare);
 *   layers.all("forward", logSlopes);
 *   addSums(program, model, latent, logSlopes, layers.image, result);
 */
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";

export interface GpuLayers {
	/**
	 * The caller puts the fields before the first layer here. For an inverse, these are the fields
	 * after the last layer.
	 */
	readonly input: GpuBuffer;
	/** The result is here. */
	readonly image: GpuBuffer;
	/** Maps `input` to `image`. The sums of log slopes at each site go to `logSlopes`. */
	all(direction: "forward" | "inverse", logSlopes: GpuBuffer): void;
}

/** Layers that also keep everything that the backward pass needs. */
export interface KeptLayers extends GpuLayers {
	/**
	 * Replaces d log q / d fields at `input` by that at `image`, in place. log q here does not
	 * contain what comes after the layers.
	 */
	score(score: GpuBuffer): void;
	/**
	 * Replaces d loss / d `image` by d loss / d `input`, in place. Rows of sums for the gradients of
	 * the weights go to `partials`.
	 */
	gradient(gradient: GpuBuffer, partials: GpuBuffer): void;
}
