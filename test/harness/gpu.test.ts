/** Cells on a GPU: what happens to the run when the device goes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { recordsOf, runApart, scratch } from "../support/command.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../support/software-gpu.js";

const sampler = fileURLToPath(
	new URL("../support/gpu-sampler.js", import.meta.url),
);

test.skipIf(!hasSoftwareGpu)(
	"a lost device ends its cell with a reason; the next cell has a device again",
	async () => {
		useSoftwareGpu();
		const folder = scratch();
		const suite = join(folder, "suite.yaml");
		const [m2, shape] = [1, [3]];
		writeFileSync(
			suite,
			JSON.stringify({
				targets: [{ action: "free-field", shape, parameters: { m2 } }],
				samplers: [
					{ sampler, label: "lost", options: { lose: true } },
					{ sampler, label: "kept" },
				],
				draws: 20_000,
				measure: { seconds: "1 ms" },
			}),
		);
		const out = join(folder, "out");
		const { status } = await runApart([
			...["run", suite, "--backend", "webgpu", "--out", out],
		]);
		expect(status).toBe(4);
		const [lost, kept] = recordsOf(out);
		expect(lost.status).toBe("failed");
		expect(lost.reason).toMatch(
			/^draw: the GPU device was lost \(SwiftShader Device \(Subzero\)\): destroyed/,
		);
		expect(kept.status).toBe("completed");
		// The device's own clock: a few small kernels, within the time that they were waited for.
		const draw = kept.cost?.draw;
		expect(draw?.kernelSeconds).toBeGreaterThan(0);
		expect(draw?.kernelSeconds).toBeLessThan(draw?.seconds ?? 0);
		expect(draw).not.toHaveProperty("energyJoules");
		for (const { environment } of [lost, kept]) {
			expect(environment?.backend).toBe("webgpu");
			expect(environment?.device.name).toMatch(/^SwiftShader/);
			expect(environment?.versions).toHaveProperty("webgpu");
		}
	},
);
