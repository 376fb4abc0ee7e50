/** Contract of what takes samples through all layers of a coupling flow on a GPU; arrays are [site][sample]. */
import type { GpuBuffer } from "../../../tensor/gpu/gpu.js";

export interface GpuLayers {
	/** Where the fields before the first layer (of an inverse: after the last) have to be. */
	readonly input: GpuBuffer;
	/** Where the fields are afterwards. */
	readonly image: GpuBuffer;
	/** From `input` to `image`; sums of log slopes at each site go to `logSlopes`. */
	all(direction: "forward" | "inverse", logSlopes: GpuBuffer): void;
}

/** The same, with everything kept that the way back needs. */
export interface KeptLayers extends GpuLayers {
	/** d log q / d fields of `input` becomes that of `image`, in place; log q without what comes later. */
	score(score: GpuBuffer): void;
	/** d loss / d `image` becomes d loss / d `input`, in place; rows of sums of the weights' gradients go to `partials`. */
	gradient(gradient: GpuBuffer, partials: GpuBuffer): void;
}
