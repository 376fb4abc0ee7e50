/** The npm package `webgpu`; its own declarations bring a second copy of the WebGPU types. */
declare module "webgpu" {
	/** An implementation of `navigator.gpu`; options as `name=value`. */
	export function create(options: readonly string[]): GPU;
	/** GPUBuffer, GPUBufferUsage, GPUMapMode and all else that a browser has in its global scope. */
	export const globals: Readonly<Record<string, unknown>>;
}
