/**
 * WebAssembly with 128-bit SIMD. It uses the library's kernels, replaces the slow ones by ours and
 * adds those that are missing (tensor/kernels/register.ts). The library's own threads do not start
 * under Node. Parallel work runs in worker threads (tensor/workers.ts), each with its own backend.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend } from "@tensorflow/tfjs-core";
import { registerKernels } from "../kernels/register.js";
import { activate, coreVersion, hostDevice } from "./activate.js";
import type { BackendEntry } from "./entry.js";

const packageName = "@tensorflow/tfjs-backend-wasm";

let prepared: BackendWasm | null = null;

export const wasm: BackendEntry = {
	name: "wasm",
	label: "WebAssembly SIMD with own kernels; works everywhere",
	async open() {
		const { setWasmPaths, version_wasm } = await import(
			"@tensorflow/tfjs-backend-wasm"
		);
		if (prepared === null) {
			const require = createRequire(import.meta.url);
			const folder = dirname(require.resolve(`${packageName}/package.json`));
			setWasmPaths(join(folder, "dist/"));
			await withoutNewListeners(() => activate("wasm"));
		} else {
			await activate("wasm");
		}
		const current = backend() as BackendWasm;
		if (current !== prepared) registerKernels(current);
		prepared = current;
		return {
			device: hostDevice(),
			versions: { ...coreVersion, [packageName]: version_wasm },
		};
	},
};

const events = ["uncaughtException", "unhandledRejection"] as const;

/** The module's start-up code installs its own error handlers in the process. This removes them again. */
async function withoutNewListeners(work: () => Promise<void>): Promise<void> {
	const before = events.map(
		(event) => [event, process.rawListeners(event)] as const,
	);
	await work();
	for (const [event, listeners] of before) {
		for (const listener of process.rawListeners(event)) {
			if (!listeners.includes(listener))
				process.off(event, listener as () => void);
		}
	}
}
