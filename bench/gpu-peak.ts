/** What a GPU's arithmetic does at best, on registers alone, for benchmarks to compare with. */
import type { Gpu } from "../tensor/gpu/gpu.js";

const accumulators = 8;
const unrolled = 16;
const lanes = 256;
const groups = 4096;
/** Long enough that its start does not count, in seconds. */
const enough = 0.02;
const runs = 5;

/** Eight chains of dependent multiply-adds in each thread; f32 ones are fused. */
function source(type: "f32" | "u32"): string {
	const names = Array.from({ length: accumulators }, (_, i) => `a${i}`);
	const next = (a: string) =>
		type === "f32" ? `${a} = fma(${a}, x, y);` : `${a} = ${a} * x + y;`;
	const round = names.map(next).join(" ");
	return `
@group(0) @binding(0) var<storage, read_write> output: array<${type}>;
@group(0) @binding(1) var<uniform> input: vec4<${type}>;
@compute @workgroup_size(${lanes}) fn main(@builtin(global_invocation_id) id: vec3u) {
	let x = input.x;
	let y = input.y;
	${names.map((a, i) => `var ${a} = ${type}(id.x) + ${type}(${i});`).join("\n")}
	for (var i = 0u; i < u32(input.z); i++) {
		${Array.from({ length: unrolled }, () => round).join("\n")}
	}
	output[id.x] = ${names.join(" + ")};
}`;
}

/** Multiply-adds per second, each counted as one operation; the best of some runs. */
export async function arithmeticPeak(
	gpu: Gpu,
	type: "f32" | "u32",
): Promise<number> {
	const pipeline = await gpu.pipeline(`${type} peak`, source(type), "main");
	const output = gpu.storage(4 * lanes * groups, "peak");
	const numbers = (n: number) =>
		type === "f32"
			? new Float32Array([0.999, 1e-3, n, 0])
			: new Uint32Array([0x9e3779b9, 0x7f4a7c15, n, 0]);
	const input = gpu.uniform(numbers(1), "peak");
	const pass = gpu.pass(pipeline, [output, input], [groups]);
	const seconds = async () => {
		await gpu.idle();
		const start = performance.now();
		gpu.run([pass]);
		await gpu.idle();
		return (performance.now() - start) / 1000;
	};
	let loops = 1;
	await seconds();
	while ((await seconds()) < enough && loops < 2 ** 20) {
		loops *= 2;
		gpu.write(input, numbers(loops));
	}
	let best = Number.POSITIVE_INFINITY;
	for (let run = 0; run < runs; run++) best = Math.min(best, await seconds());
	output.destroy();
	input.destroy();
	return (loops * unrolled * accumulators * lanes * groups) / best;
}
