/** The Gaussian sampler, each of whose draws has a process of its own work for a tenth of a second. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { z } from "zod";
import type { SamplerDefinition } from "../../samplers/sampler.js";
import { gaussian } from "./gaussian-sampler.js";

/** Seconds of processor time. */
export const work = 0.1;

const program = `while (process.cpuUsage().user < ${1e6 * work});`;

export const spawning: SamplerDefinition<Record<string, never>> = {
	name: "spawning",
	label: "exact draws and processes that only work, for tests",
	reference: "Gaussian integral",
	options: z.strictObject({}),
	create() {
		const inner = gaussian.create(gaussian.options.parse({}));
		return {
			supports: (action) => inner.supports(action),
			async prepare(...parameters) {
				const prepared = await inner.prepare(...parameters);
				return {
					...prepared,
					async draw(count) {
						const child = spawn(process.execPath, ["-e", program]);
						await once(child, "exit");
						return prepared.draw(count);
					},
				};
			},
		};
	},
};
