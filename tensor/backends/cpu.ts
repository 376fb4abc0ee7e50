/** Plain JavaScript. It is slow: it serves tests, and machines without WebAssembly SIMD. */

import { activate, coreVersion, hostDevice } from "./activate.js";
import type { BackendEntry } from "./entry.js";

export const cpu: BackendEntry = {
	name: "cpu",
	label: "plain JavaScript; slow, for tests",
	async open() {
		const { version_cpu } = await import("@tensorflow/tfjs-backend-cpu");
		await activate("cpu");
		return {
			device: hostDevice(),
			versions: {
				...coreVersion,
				"@tensorflow/tfjs-backend-cpu": version_cpu,
			},
		};
	},
};
