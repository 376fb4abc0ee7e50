/** The parts of the GPU kernels of HMC: random numbers and sums against the host's, kicks that can be undone. */
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { randomSource } from "../../../samplers/hmc/gpu/random.wgsl.js";
import { planNumbers } from "../../../samplers/hmc/gpu/runner.js";
import {
	jobNumbers,
	modelNumbers,
	modelOf,
} from "../../../samplers/hmc/gpu/shared.wgsl.js";
import { streamedKernels } from "../../../samplers/hmc/gpu/streamed.wgsl.js";
import { driftKinds } from "../../../samplers/hmc/gpu/streamed-passes.wgsl.js";
import {
	sumOverThreads,
	sumSource,
	zeroJob,
} from "../../../samplers/hmc/gpu/sums.wgsl.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import {
	drawLogUniform,
	drawMomenta,
} from "../../../samplers/hmc/reference/momenta.js";
import { openBackend } from "../../../tensor/backend.js";
import { activeGpu, type Gpu } from "../../../tensor/gpu/gpu.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.js";
import { key, normals, openBlock } from "./support.js";

/** Rounding of float32. */
const u = 2 ** -24;

describe.skipIf(!hasSoftwareGpu)("WGSL of HMC", () => {
	let gpu: Gpu;
	beforeAll(async () => {
		useSoftwareGpu();
		await openBackend("webgpu");
		gpu = activeGpu();
	});

	/** Runs entry point `main` once over `groups` workgroups and reads binding 0. */
	async function compute(
		source: string,
		input: Float32Array | Uint32Array,
		groups: number,
		length: number,
	): Promise<Float32Array> {
		const pipeline = await gpu.pipeline("test", source, "main");
		const output = gpu.storage(4 * length, "output");
		const from = gpu.storage(input, "input");
		const zero = gpu.uniform(new Uint32Array(1), "zero");
		const buffers = [output, from, ...(source.includes("job") ? [zero] : [])];
		gpu.run([gpu.pass(pipeline, buffers, [groups])]);
		const numbers = await gpu.read(output, new Float32Array(length));
		output.destroy();
		from.destroy();
		zero.destroy();
		return numbers;
	}

	const drawing = (body: string, stream: "float64" | "float32") => `
@group(0) @binding(0) var<storage, read_write> output: array<f32>;
@group(0) @binding(1) var<storage, read> input: array<u32>;
${randomSource(stream)}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
	let i = id.x;
	let key = vec2u(input[0], input[1]);
	${body}
}`;

	test("momenta and accept steps are those of the host", async () => {
		const sites = 8192;
		const source = drawing(
			`let z = normals(i, 77u, 12345u, key);
			output[2u * i] = z.x;
			output[2u * i + 1u] = z.y;
			output[${sites}u + i] = logAccept(i, 5u, key);`,
			"float64",
		);
		const got = await compute(
			source,
			new Uint32Array(key),
			sites / 128,
			1.5 * sites,
		);
		const momenta = new Float64Array(sites);
		drawMomenta(key, 77, 12345, momenta);
		let worst = 0;
		for (let x = 0; x < sites; x++) {
			// Of the radius: the angle is rounded too.
			const radius = Math.hypot(momenta[x & ~1], momenta[x | 1]);
			worst = Math.max(worst, Math.abs(got[x] - momenta[x]) / radius);
		}
		// Logarithm, root, polynomial and products: a handful of roundings.
		expect(worst).toBeLessThan(8 * u);
		let worstLog = 0;
		for (let i = 0; i < sites / 2; i++) {
			const expected = drawLogUniform(key, i, 5);
			const error = Math.abs(got[sites + i] / expected - 1);
			worstLog = Math.max(worstLog, error);
		}
		expect(worstLog).toBeLessThan(6 * u);
	});

	test("the cheaper momenta are those of the CPU's float32 kernel", async () => {
		const block = openBlock([4096], { kinetic: 1, potential: [] }, "float32");
		block.kernel.refresh(9, 0);
		const expected = block.momenta(0, 1);
		const source = drawing(
			`let z = normals(i, 9u, 0u, key);
			for (var j = 0u; j < 4u; j++) { output[4u * i + j] = z[j]; }`,
			"float32",
		);
		const got = await compute(source, new Uint32Array(key), 16, 4096);
		let worst = 0;
		for (let x = 0; x < 4096; x++) {
			const radius = Math.hypot(expected[x & ~1], expected[x | 1]);
			worst = Math.max(worst, Math.abs(got[x] - expected[x]) / radius);
		}
		expect(worst).toBeLessThan(16 * u);
	});

	test("log u keeps its digits at both ends", async () => {
		const words = [
			...[0, 0, 0, 1, 1, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0],
			...[0xfffffffe, 5, 0xb504f333, 0xffffffff, 0xb504f334, 0],
			...[0x80000000, 0, 0x7fffffff, 0xffffffff, 0xc0000000, 7],
		];
		const source = drawing(
			`if (i < ${words.length / 2}u) { output[i] = logUniform(input[2u * i + 2u], input[2u * i + 3u]); }`,
			"float64",
		);
		const got = await compute(
			source,
			new Uint32Array([0, 0, ...words]),
			1,
			words.length / 2,
		);
		got.forEach((value, i) => {
			const high = BigInt(words[2 * i]);
			const low = BigInt(words[2 * i + 1]);
			// u = n / 2^65 with n odd; near 1 the logarithm is that of 1 - (2^65 - n) / 2^65.
			const n = (high << 33n) + 2n * low + 1n;
			const rest = Number((1n << 65n) - n) * 2 ** -65;
			const expected =
				rest < 0.5 ? Math.log1p(-rest) : Math.log(Number(n) * 2 ** -65);
			expect(Math.abs(value / expected - 1)).toBeLessThan(6 * u);
		});
	});

	test.each([
		[7, 9, true],
		[64, 1, false],
		[77, 2, false],
	])("sums over %i threads keep 40 bits", async (threads, members, guarded) => {
		const perThread = 5;
		const lanes = threads * members;
		const random = createRandom(`sum${threads}`);
		const terms = Float32Array.from({ length: lanes * perThread }, () =>
			Math.fround((random.uniform() - 0.4) * 10 ** (6 * random.uniform())),
		);
		const source = `
@group(0) @binding(0) var<storage, read_write> output: array<vec2f>;
@group(0) @binding(1) var<storage, read> input: array<f32>;
${guarded ? zeroJob(2) : ""}
${sumSource(guarded)}
var<workgroup> room: array<array<f32, ${lanes}>, 4>;
@compute @workgroup_size(${lanes}) fn main(@builtin(local_invocation_index) lane: u32) {
	let tile = lane % ${threads}u;
	var a = vec2f();
	var b = vec2f();
	for (var i = 0u; i < ${perThread}u; i++) {
		a = plus(a, input[lane * ${perThread}u + i]);
		b = plus(b, -input[lane * ${perThread}u + i]);
	}
	${sumOverThreads(["a", "b"], threads, "room")}
	if (tile == 0u) { output[lane / ${threads}u] = a; output[${members}u + lane / ${threads}u] = b; }
}`;
		const got = await compute(source, terms, 1, 4 * members);
		for (let member = 0; member < members; member++) {
			let sum = 0;
			let size = 0;
			const length = threads * perThread;
			for (const x of terms.subarray(member * length, (member + 1) * length)) {
				sum += x;
				size += Math.abs(x);
			}
			const a = got[2 * member] + got[2 * member + 1];
			const b = got[2 * (members + member)] + got[2 * (members + member) + 1];
			expect(Math.abs(a - sum)).toBeLessThan(size * 2 ** -40);
			expect(b).toBe(-a);
		}
	});

	test.each(["leapfrog", "omelyan"] as const)(
		"%s comes back when the momenta are turned round",
		async (integrator) => {
			const shape = [6, 8];
			const sites = 48;
			const kinetic = 0.8;
			const { kick } = streamedKernels({
				shape,
				stream: "float64",
				lanes: 64,
				guarded: false,
			});
			const pipeline = await gpu.pipeline("kick", kick.source, "kick");
			const plan = schedule(integrator, 20, 0.05);
			const range = { first: 0, last: 1, begin: 0, end: 1 };
			const rest = {
				offset: 0,
				chains: 1,
				every: 0,
				since: 0,
				rows: 1,
				box: 0,
			};
			const plans = gpu.storage(
				planNumbers([{ number: 0, plan }], kinetic),
				"",
			);
			const job = gpu.uniform(jobNumbers({ key, ...range, ...rest }), "");
			const model = gpu.uniform(
				modelNumbers(modelOf(2, sites, kinetic, [0, 0, -1.3, 0, 0.7])),
				"",
			);
			const drifts = [0, 1, 2].map((kind) =>
				gpu.uniform(new Uint32Array([kind]), ""),
			);
			const scale = 2 * kinetic * plan.kick0;
			/** Fields and momenta after a trajectory. */
			const follow = async (fields: Float32Array, q: Float32Array) => {
				const first = fields.map((phi, x) => phi + plan.drift0 * scale * q[x]);
				const pages = [gpu.storage(first, ""), gpu.storage(4 * sites, "")];
				const momenta = gpu.storage(q, "");
				const passes = Array.from({ length: plan.kicks }, (_, i) => {
					const kind = i === plan.kicks - 1 ? driftKinds.ends : i % 2;
					const [from, to] = [pages[i % 2], pages[1 - (i % 2)]];
					return gpu.pass(
						pipeline,
						[from, to, momenta, plans, job, model, drifts[kind]],
						[kick.parts],
					);
				});
				gpu.run(passes);
				return [
					await gpu.read(pages[plan.kicks % 2], new Float32Array(sites)),
					await gpu.read(momenta, new Float32Array(sites)),
				];
			};
			const start = Float32Array.from(normals("phi", sites));
			const q = Float32Array.from(normals("p", sites), (p) => p / scale);
			const [moved, turned] = await follow(start, q);
			const [back] = await follow(
				moved,
				turned.map((value) => -value),
			);
			const distance = (a: Float32Array) =>
				Math.max(...a.map((phi, x) => Math.abs(phi - start[x])));
			expect(distance(moved)).toBeGreaterThan(0.5);
			// Some 80 updates of numbers of order 1, there and back.
			expect(distance(back)).toBeLessThan(400 * u);
		},
	);
});
