/**
 * Random numbers of Hamiltonian Monte Carlo in WGSL. Number by number, they are the streams of the
 * CPU's kernels (tensor/kernels/normal.as.ts): Philox4x32-10 (core/philox.ts) with the counter
 * (site group, trajectory, chain, purpose), and Box and Muller's transform.
 *
 * `float64` makes two normals from a block of four words, as the float64 kernel and the host do,
 * with 64 bits for the radius and 64 for the angle. `float32` makes four, with 31 and 32 bits. In
 * both cases the values here are float32 roundings of the same normals.
 *
 * The logarithm is the polynomial of the CPU's float32 kernel (fdlibm), because WGSL's own may be
 * off by 2^-11. Close to 1, the logarithm of u starts from 1 - u, whose digits the complements of
 * the words give exactly.
 */
import {
	directionSource,
	philoxSource,
} from "../../../tensor/gpu/philox.wgsl.js";

export type Stream = "float64" | "float32";

/** Number of normals from one Philox block. */
export function normalsPerBlock(stream: Stream): 2 | 4 {
	return stream === "float64" ? 2 : 4;
}

const logarithm = /* wgsl */ `
// k ln 2 + log(1 + f) for f between sqrt(1/2) - 1 and sqrt(2) - 1.
fn logOf(k: f32, f: f32) -> f32 {
	let s = f / (f + 2.0);
	let z = s * s;
	let r = z * fma(z, fma(z, fma(z, 0.24279078841, 0.28498786688), 0.40000972152), 0.66666662693);
	let half = 0.5 * f * f;
	return fma(k, 0.69313812256, f - (half - fma(s, half + r, k * 9.0580006145e-6)));
}

// k and f of u.
fn reduced(u: f32) -> vec2f {
	let bits = bitcast<i32>(u) - 0x3f3504f3;
	return vec2f(f32(bits >> 23u), bitcast<f32>((bits & 0x007fffff) + 0x3f3504f3) - 1.0);
}

// log of (high 2^32 + low + 1/2) / 2^64.
fn logUniform(high: u32, low: u32) -> f32 {
	let near = high >= 0xb504f334u; // sqrt(1/2)
	let flip = select(0u, 0xffffffffu, near);
	let x = fma(f32(low ^ flip) + 0.5, 0x1p-32, f32(high ^ flip)) * 0x1p-32;
	let parts = select(reduced(x), vec2f(0.0, -x), near);
	return logOf(parts.x, parts.y);
}
`;

const normals: Readonly<Record<Stream, string>> = {
	float64: /* wgsl */ `
fn normals(group: u32, trajectory: u32, chain: u32, key: vec2u) -> vec2f {
	let w = philox(group, trajectory, chain, 0u, key);
	return sqrt(-2.0 * logUniform(w.x, w.y)) * direction(w.z, f32(w.w) * 0x1p-32);
}
`,
	float32: /* wgsl */ `
fn polar(first: u32, second: u32) -> vec2f {
	let u = fma(f32(i32(first >> 1u)), 0x1p-31, 0x1p-32);
	let parts = reduced(u);
	return sqrt(-2.0 * logOf(parts.x, parts.y)) * direction(second, 0.0);
}

fn normals(group: u32, trajectory: u32, chain: u32, key: vec2u) -> vec4f {
	let w = philox(group, trajectory, chain, 0u, key);
	return vec4f(polar(w.x, w.y), polar(w.z, w.w));
}
`,
};

/**
 * The functions `normals(group, trajectory, chain, key)`, which gives standard normals of the sites
 * group * n ... group * n + n - 1 as a vector of n = 2 or 4, and `logAccept(trajectory, chain,
 * key)`, which gives log u of the accept step.
 */
export function randomSource(stream: Stream): string {
	return `${philoxSource}${logarithm}${directionSource}${normals[stream]}
fn logAccept(trajectory: u32, chain: u32, key: vec2u) -> f32 {
	let w = philox(0u, trajectory, chain, 1u, key);
	return logUniform(w.x, w.y);
}
`;
}
