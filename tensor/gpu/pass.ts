/** What the device works on: buffers, and passes over them. */

/** A buffer on the device. It counts as memory in use until it is destroyed. */
export interface GpuBuffer {
	readonly buffer: GPUBuffer;
	readonly bytes: number;
	/** Frees the memory. A second call does nothing. */
	destroy(): void;
}

/** One dispatch. It can run any number of times. */
export interface Pass {
	readonly pipeline: GPUComputePipeline;
	readonly bindings: GPUBindGroup;
	readonly workgroups: readonly [number, number, number];
}

export type Numbers = Float32Array | Uint32Array | Int32Array;

/** Another user of the device that submits work of its own. */
export interface Neighbour {
	/** Submits everything that was recorded so far. */
	flush(): void;
}
