import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../tensor/backend.js";
import {
	chooseAdapter,
	isSoftware,
	listAdapters,
} from "../../tensor/gpu/adapter.js";
import { activeGpu, type Gpu } from "../../tensor/gpu/gpu.js";
import * as tf from "../../tensor/tf.js";
import { run } from "../support/command.js";
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
		values.forEach((value, i) => {
			expect(value).toBeCloseTo(Math.cos(i + 1), 6);
		});
		tf.dispose([x, y]);
	});

	test("elementary functions are those of float32, also near their zeros", async () => {
		const near = Array.from({ length: 400 }, (_, i) => (i - 199.5) * 2 ** -9);
		const wide = Array.from({ length: 2400 }, (_, i) => (i - 1199.5) * 0.01);
		const x = Float32Array.from([...near, ...wide]);
		const softplus = (t: number) =>
			Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
		const cases: readonly [
			(t: tf.Tensor) => tf.Tensor,
			(t: number) => number,
			(t: number) => number,
		][] = [
			[tf.sin, Math.sin, (t) => t],
			[tf.cos, Math.cos, (t) => t],
			[tf.exp, Math.exp, (t) => t],
			[tf.expm1, Math.expm1, (t) => t],
			[tf.log, Math.log, (t) => 1 + Math.max(t, -0.999)],
			[tf.log1p, Math.log1p, (t) => Math.max(t, -0.98)],
			[tf.tanh, Math.tanh, (t) => t],
			[tf.softplus, softplus, (t) => t],
		];
		for (const [op, exact, within] of cases) {
			const numbers = x.map(within);
			const y = tf.tidy(() => op(tf.tensor1d(numbers)));
			const values = await y.data();
			y.dispose();
			let worst = 0;
			values.forEach((value, i) => {
				const error = Math.abs(value / exact(numbers[i]) - 1);
				// Zeros away from the origin are not float32 numbers: there the absolute error counts.
				const slack =
					Math.abs(exact(numbers[i])) < 0.1 && Math.abs(numbers[i]) > 1;
				worst = Math.max(
					worst,
					slack ? Math.abs(value - exact(numbers[i])) : error,
				);
			});
			expect(worst, exact.name).toBeLessThan(2 ** -21);
		}
	});

	test("elementary functions keep the library's limits", async () => {
		const limits = tf.tensor1d([
			...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0],
			...Array(1000).fill(1),
		]);
		const first = async (op: (t: tf.Tensor) => tf.Tensor) => {
			const y = tf.tidy(() => op(limits));
			const values = [...(await y.data())].slice(0, 4);
			y.dispose();
			return values;
		};
		const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
		expect(await first(tf.exp)).toEqual([nan, infinity, 0, 1]);
		expect(await first(tf.log)).toEqual([nan, infinity, nan, -infinity]);
		expect((await first(tf.tanh)).slice(1)).toEqual([1, -1, 0]);
		limits.dispose();
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

	test("limits are the adapter's, not WebGPU's defaults", () => {
		// Defaults: 2^27, 2^28 and 2^14.
		expect(gpu.limits.maxStorageBufferBindingSize).toBe(2 ** 30);
		expect(gpu.limits.maxBufferSize).toBe(2 ** 30);
		expect(gpu.limits.maxComputeWorkgroupStorageSize).toBe(2 ** 15);
		expect(gpu.features).toContain("timestamp-query");
		expect(() => gpu.storage(2 ** 30 + 4, "huge")).toThrow(
			"huge: 1073741828 bytes in one buffer; the device takes 1073741824",
		);
	});

	test("memory does not grow with the number of steps, nor with that of sizes", async () => {
		const backend = tf.backend() as unknown as {
			reserve: number;
			memory(): { numBytesInGPU: number; numBytesAllocatedInGPU: number };
		};
		const step = async (size: number) => {
			const x = tf.fill([size], 0.5);
			const slope = tf.grad((t: tf.Tensor) => tf.sum(tf.square(t)))(x);
			await slope.data();
			tf.dispose([x, slope]);
		};
		await step(1000);
		const tensors = tf.memory().numTensors;
		const before = backend.memory();
		for (let i = 0; i < 100; i++) await step(1000);
		expect(tf.memory().numTensors).toBe(tensors);
		expect(backend.memory()).toEqual(before);
		// Each size has buffers of its own, kept for reuse up to the reserve.
		backend.reserve = 2 ** 16;
		for (let i = 0; i < 60; i++) await step(1001 + i);
		const { numBytesInGPU, numBytesAllocatedInGPU } = backend.memory();
		expect(numBytesInGPU).toBe(before.numBytesInGPU);
		expect(numBytesAllocatedInGPU).toBeLessThan(2 ** 17);
	});

	test("results are read asynchronously or not at all", () => {
		const x = tf.sin(tf.fill([2000], 1));
		expect(() => x.dataSync()).toThrow(/await data\(\)/);
		x.dispose();
	});

	test("an error of the device reaches whoever reads a result", async () => {
		const x = gpu.storage(new Float32Array(4), "x");
		gpu.device.createBuffer({ size: 2 ** 40, usage: GPUBufferUsage.STORAGE });
		await expect(gpu.read(x, new Float32Array(4))).rejects.toThrow(
			/^GPU error \(SwiftShader Device \(Subzero\)\): .*Buffer size/,
		);
		const y = tf.tensor1d([1, 2]);
		expect(() => tf.sin(y)).toThrow(/^GPU error/);
		expect(() => gpu.run([])).toThrow(/^GPU error/);
	});

	test("a lost device says so, and opening again gives another", async () => {
		await openBackend("webgpu");
		const first = activeGpu();
		expect(first).not.toBe(gpu);
		const x = tf.fill([2000], 1);
		const y = tf.sin(x);
		first.device.destroy();
		await expect(y.data()).rejects.toThrow(
			/^the GPU device was lost \(SwiftShader Device \(Subzero\)\): destroyed/,
		);
		expect(() => tf.sin(x)).toThrow(/^the GPU device was lost/);
		await expect(first.idle()).rejects.toThrow(/lost/);
		expect(() => first.storage(4, "z")).toThrow(/lost/);
		await openBackend("webgpu");
		const z = tf.mul(tf.fill([2000], 2), 3);
		expect((await z.data())[1999]).toBe(6);
		expect(activeGpu().memory).toEqual({ buffers: 0, bytes: 0 });
		z.dispose();
	});

	test("auto passes over what computes on the CPU, and says so", async () => {
		const { name, reason } = await openBackend("auto");
		expect(name).not.toBe("webgpu");
		expect(reason).toContain(
			"webgpu: SwiftShader Device (Subzero) computes on the CPU",
		);
		expect(() => activeGpu()).toThrow(/the active backend is .*, not webgpu/);
	});
});

describe("adapters", () => {
	const facts = { vendor: "", architecture: "", device: "", description: "" };

	test("software is told from hardware", () => {
		for (const software of [
			{ isFallbackAdapter: true },
			{ architecture: "swiftshader" },
			{ description: "llvmpipe (LLVM 15.0.6, 256 bits)" },
			{ device: "microsoft-basic-render-driver" },
			{ architecture: "warp" },
		])
			expect(isSoftware({ ...facts, ...software })).toBe(true);
		for (const hardware of [
			{ vendor: "nvidia", architecture: "hopper", device: "nvidia-h200" },
			{ vendor: "apple", description: "Metal driver on macOS 14" },
			{ vendor: "amd", device: "amd-radeon-warped" },
		])
			expect(isSoftware({ ...facts, ...hardware })).toBe(false);
	});

	test("of several the driver's first, but hardware before software", async () => {
		/** Dawn with these adapters: what it says to a name that is none of them, and to others. */
		const dawn = (names: readonly string[]) => (flags: readonly string[]) => {
			const flag = flags.find((text) => text.startsWith("adapter="));
			const wanted = flag?.slice("adapter=".length) ?? "";
			const device = names.find((name) => name.includes(wanted));
			const list = names.map((name) => ` * backend: 'vulkan', name: '${name}'`);
			return {
				requestAdapter: async () => {
					if (device === undefined)
						throw new Error(`no suitable backends found\n${list.join("\n")}`);
					return { info: { ...facts, device: device.toLowerCase() } };
				},
			} as unknown as GPU;
		};
		const chosen = async (names: readonly string[], wanted?: string) =>
			(await chooseAdapter(dawn(names), wanted)).name;
		expect(await chosen(["H200", "T4"])).toBe("H200");
		expect(await chosen(["llvmpipe", "T4"])).toBe("T4");
		expect(await chosen(["llvmpipe", "T4"], "pipe")).toBe("llvmpipe");
		expect(await chosen(["H200", "T4"], "T4")).toBe("T4");
	});

	test.skipIf(!hasSoftwareGpu)(
		"one that is not there is refused with the list of those that are",
		async () => {
			const { create } = await import("webgpu");
			const names = ["SwiftShader Device (Subzero)"];
			expect(await listAdapters(create)).toEqual(names);
			await expect(chooseAdapter(create, "H200")).rejects.toThrow(
				'no GPU\'s name contains "H200"; there is SwiftShader Device (Subzero)',
			);
			const { name, software } = await chooseAdapter(create, "Subzero");
			expect(name).toBe(names[0]);
			expect(software).toBe(true);
		},
	);

	test.skipIf(process.platform !== "linux")(
		"without a Vulkan loader there is one reason and no crash",
		async () => {
			const absent = { LATTICEBENCH_VULKAN: "/nonexistent/libvulkan.so.1" };
			const { status, stderr } = await run(
				["doctor", "--backend", "webgpu"],
				["env", ...Object.entries(absent).map((entry) => entry.join("="))],
			);
			expect(status).toBe(2);
			expect(stderr).toMatch(
				/^backend webgpu is not available: no Vulkan loader \(.*nonexistent.*\n$/,
			);
		},
	);
});
