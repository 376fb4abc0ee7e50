/** The Gaussian sampler with its draws taken through the active backend's device, which it loses if told to. */
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { z } from "zod";
import type { SamplerDefinition } from "../../samplers/sampler.js";
import * as tf from "../../tensor/tf.js";
import { gaussian } from "./gaussian-sampler.js";

const options = z.strictObject({ lose: z.boolean().default(false) });

export const throughGpu: SamplerDefinition<z.infer<typeof options>> = {
	name: "through-gpu",
	label: "exact draws of a free field by way of the device, for tests",
	reference: "Gaussian integral",
	options,
	create({ lose }) {
		const inner = gaussian.create(gaussian.options.parse({}));
		return {
			supports: (action) => inner.supports(action),
			async prepare(...parameters) {
				const prepared = await inner.prepare(...parameters);
				return {
					...prepared,
					async draw(count) {
						const ensemble = await prepared.draw(count);
						if (lose) (tf.backend() as WebGPUBackend).device.destroy();
						const copy = tf.tidy(() =>
							tf.mul(tf.tensor1d(Float32Array.from(ensemble.fields)), 1),
						);
						const fields = (await copy.data()) as Float32Array;
						copy.dispose();
						return { ...ensemble, fields };
					},
				};
			},
		};
	},
};
