/** How fast the memory of a GPU is: our own kernel copies 16 bytes per thread at a time. */
import type { Gpu } from "./gpu.js";

const copy = `
@group(0) @binding(0) var<storage, read> source: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4f>;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
	let stride = groups.x * 256u;
	for (var i = id.x; i < arrayLength(&source); i += stride) { target_[i] = source[i]; }
}`;

/** Dispatches in one submission: enough to make the cost of the submission negligible. */
const repeats = 8;
const runs = 6;

/** Bytes read plus bytes written per second, for arrays of `bytes` bytes. The best of several runs. */
export async function copyBandwidth(gpu: Gpu, bytes: number): Promise<number> {
	const size = Math.min(bytes, gpu.limits.maxStorageBufferBindingSize);
	const length = Math.floor(size / 16);
	const source = gpu.storage(16 * length, "copy from");
	const target = gpu.storage(16 * length, "copy to");
	try {
		const pipeline = await gpu.pipeline("copy", copy, "main");
		// Four elements per thread: there are enough groups to fill any GPU, and the loops are long
		// enough.
		const groups = Math.min(
			Math.ceil(length / 1024),
			gpu.limits.maxComputeWorkgroupsPerDimension,
		);
		const pass = gpu.pass(pipeline, [source, target], [groups]);
		const passes = Array.from({ length: repeats }, () => pass);
		let fastest = Number.POSITIVE_INFINITY;
		for (let run = 0; run <= runs; run++) {
			await gpu.idle();
			const start = performance.now();
			gpu.run(passes);
			await gpu.idle();
			const seconds = (performance.now() - start) / 1000;
			// The first run compiles the kernel and touches the memory.
			if (run > 0) fastest = Math.min(fastest, seconds);
		}
		return (2 * 16 * length * repeats) / fastest;
	} finally {
		source.destroy();
		target.destroy();
	}
}
