/** All backends of this build, in the order in which `auto` tries them. */
import { cpu } from "./cpu.js";
import type { BackendEntry } from "./entry.js";
import { tensorflow } from "./tensorflow.js";
import { wasm } from "./wasm.js";
import { webgpu } from "./webgpu.js";

export const backends: readonly BackendEntry[] = [
	tensorflow,
	webgpu,
	wasm,
	cpu,
];
