import { expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { GpuLatent } from "../../../samplers/flow/gpu/latent.js";
import { latentNormals } from "../../../samplers/flow/latent.js";
import { openBackend } from "../../../tensor/backend.js";
import { activeGpu } from "../../../tensor/gpu/gpu.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.js";

test.skipIf(!hasSoftwareGpu)(
	"latent normals of the device are those of the host",
	async () => {
		useSoftwareGpu();
		await openBackend("webgpu");
		const gpu = activeGpu();
		const { key } = createRandom("latent");
		// Numbers beyond 32 bits, reals that are no multiple of four.
		for (const [first, count, reals] of [
			[0, 4000, 16],
			[0x100000000 - 3, 7, 5],
			[2 ** 40 + 12, 1, 3],
		] as const) {
			const source = new GpuLatent(gpu, reals);
			const buffer = gpu.storage(4 * count * reals, "latent");
			await source.fill(buffer, key, first, count);
			const device = await gpu.read(buffer, new Float32Array(count * reals));
			const host = new Float32Array(count * reals);
			latentNormals(key, first, count, reals, host);
			let worst = 0;
			for (let i = 0; i < host.length; i++) {
				const error = Math.abs(device[i] - host[i]);
				worst = Math.max(worst, error / (1e-2 + Math.abs(host[i])));
			}
			// A few roundings of float32; near the zeros of the sine also that of the angle.
			expect(worst).toBeLessThan(6e-7);
			source.dispose();
			buffer.destroy();
		}
	},
);
