/** How fast a GPU multiplies and adds in registers. Benchmarks compare with this number. */
import type { Gpu } from "../tensor/gpu/gpu.js";

const threads = 256;
/** Chains in a thread, four numbers each: enough to hide the latency of every operation. */
const chains = 8;
const depth = 64;

const names = Array.from({ length: chains }, (_, i) => `a${i}`);

type Type = "f32" | "u32";

/** Multiply-adds of float32 are fused. */
const next = (name: string, type: Type) =>
	type === "f32"
		? `${name} = fma(${name}, factor, factor);`
		: `${name} = ${name} * factor + factor;`;

const multiplyAdd = (type: Type) => `
@group(0) @binding(0) var<uniform> rounds: u32;
@group(0) @binding(1) var<storage, read_write> result: array<vec4<${type}>>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let factor = vec4<${type}>(${type === "f32" ? "0.5 + f32(id.x & 1u) * 0.25" : "0x9e3779b9u + id.x"});
	${names.map((name, i) => `var ${name} = vec4<${type}>(${i});`).join("\n\t")}
	for (var i = 0u; i < rounds; i++) {
		for (var k = 0; k < ${depth}; k++) {
			${names.map((name) => next(name, type)).join("\n\t\t\t")}
		}
	}
	result[id.x] = ${names.join(" + ")};
}`;

/** A measurement takes at least this long, so that the cost of the launch is negligible. */
const leastSeconds = 0.02;
const runs = 4;

/** Multiply-adds per second. A multiply-add counts once. The best of several runs. */
export async function multiplyAddRate(
	gpu: Gpu,
	type: Type = "f32",
): Promise<number> {
	// Enough to fill any GPU. A processor that emulates a GPU needs a fraction of a second.
	const groups = 2048;
	const pipeline = await gpu.pipeline(
		"multiply-add",
		multiplyAdd(type),
		"main",
	);
	const result = gpu.storage(16 * threads * groups, "multiply-add");
	const rounds = gpu.uniform(new Uint32Array([1]), "rounds");
	const perRound = 4 * chains * depth * threads;
	try {
		const time = async (workgroups: number, count: number): Promise<number> => {
			gpu.write(rounds, new Uint32Array([count]));
			const pass = gpu.pass(pipeline, [rounds, result], [workgroups]);
			await gpu.idle();
			const start = performance.now();
			gpu.run([pass]);
			await gpu.idle();
			return (performance.now() - start) / 1000;
		};
		let [workgroups, count] = [16, 1];
		let seconds = await time(workgroups, count);
		while (seconds < leastSeconds) {
			if (workgroups < groups) workgroups *= 2;
			else count *= 2;
			seconds = await time(workgroups, count);
		}
		for (let run = 0; run < runs; run++)
			seconds = Math.min(seconds, await time(workgroups, count));
		return (perRound * workgroups * count) / seconds;
	} finally {
		result.destroy();
		rounds.destroy();
	}
}
