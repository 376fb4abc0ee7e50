/** The npm package `webgpu`. Its own declarations would bring a second copy of the WebGPU types. */
declare module "webgpu" {
	/** An implementation of `navigator.gpu`. Options have the form `name=value`. */
	export function create(options: readonly string[]): GPU;
	/** GPUBuffer, GPUBufferUsage, GPUMapMode and everything else that a browser has in its global scope. */
	export const globals: Readonly<Record<string, unknown>>;
}
