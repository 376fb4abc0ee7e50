import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../tensor/backend.js";
import { activeGpu, type Gpu } from "../../tensor/gpu/gpu.js";
import * as tf from "../../tensor/tf.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../support/software-gpu.js";

const triple = `
override factor: f32;
@group(0) @binding(0) var<storage, read_write> x: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
	if (id.x < arrayLength(&x)) { x[id.x] *= factor; }
}`;

describe.skipIf(!hasSoftwareGpu)("webgpu on SwiftShader", () => {
	let gpu: Gpu;
	beforeAll(async () => {
		useSoftwareGpu();
		const { device, versions } = await openBackend("webgpu");
		expect(device.kind).toBe("cpu");
		expect(device.name).toMatch(/^SwiftShader Device \(Subzero\) on /);
		expect(versions).toMatchObject({ webgpu: expect.stringMatching(/^\d/) });
		gpu = activeGpu();
	});

	test("the library computes on it, with gradients", async () => {
		expect(tf.getBackend()).toBe("webgpu");
		const x = tf.tensor1d([1, 2, 3]);
		const y = tf.tidy(() => tf.grad((t: tf.Tensor) => tf.sum(tf.sin(t)))(x));
		const values = await y.data();
		// WGSL promises its sine and cosine to 2^-11.
		values.forEach((value, i) => {
			expect(Math.abs(value - Math.cos(i + 1))).toBeLessThan(2 ** -11);
		});
		tf.dispose([x, y]);
	});

	test("own kernels run in order, are compiled once and are timed", async () => {
		expect(gpu.timestamps).toBe(true);
		const before = await gpu.kernelSeconds();
		const compile = () => gpu.pipeline("triple", triple, "main", { factor: 3 });
		const pipeline = await compile();
		expect(await compile()).toBe(pipeline);
		const x = gpu.storage(
			Float32Array.from({ length: 100 }, (_, i) => i),
			"x",
		);
		const pass = gpu.pass(pipeline, [x], [2]);
		gpu.run([pass, pass]);
		gpu.run([pass]);
		const values = await gpu.read(x, new Float32Array(100));
		expect([...values]).toEqual(Array.from(values, (_, i) => 27 * i));
		expect([...(await gpu.read(x, new Float32Array(2), 8))]).toEqual([54, 81]);
		gpu.write(x, new Float32Array([5, 6]), 4);
		await gpu.idle();
		expect([...(await gpu.read(x, new Float32Array(4)))]).toEqual([
			0, 5, 6, 81,
		]);
		expect(await gpu.kernelSeconds()).toBeGreaterThan(before);
		expect(gpu.memory).toEqual({ buffers: 1, bytes: 400 });
		x.destroy();
		x.destroy();
		expect(gpu.memory).toEqual({ buffers: 0, bytes: 0 });
	});

	test("a mistake in a kernel is told with its place", async () => {
		const broken = triple.replace("x[id.x] *= factor", "y[id.x] = 1");
		await expect(gpu.pipeline("broken", broken, "main")).rejects.toThrow(
			/WGSL of broken: 5:\d+ .*unresolved value 'y'/,
		);
		await gpu.idle();
	});
});
