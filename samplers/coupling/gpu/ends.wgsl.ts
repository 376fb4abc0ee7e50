/**
 * Both ends of a coupling flow in WGSL: rows of samples to columns and back, linear maps along one
 * direction of the lattice (the free-field prior), the gradient of the action, and sums over sites.
 * Arrays are [site][sample].
 *
 * Sums over sites are cut into chunks. A thread adds up one chunk of one sample and keeps the
 * rounding errors in a second number (Knuth's two-sum). The host adds the chunks in float64. A
 * compiler that re-associates would lose only the second number.
 */

/**
 * Numbers that change from call to call: the samples that count, d loss / d log q, the common
 * factor and its inverse.
 */
const call = /* wgsl */ `
struct Call { count: u32, density: f32, scale: f32, inverseScale: f32 }
@group(0) @binding(1) var<uniform> call: Call;

/** 1, the common factor, or its inverse. */
fn factorOf(which: u32) -> f32 { return select(select(call.inverseScale, call.scale, which == 1u), 1.0, which == 0u); }
`;

/** Edge of the tiles in which rows become columns. */
export const transposeTile = 16;

function transpose(body: string): string {
	return /* wgsl */ `
struct Step { stride: u32, sites: u32, factor: u32 }
@group(0) @binding(0) var<uniform> step: Step;
${call}
@group(0) @binding(2) var<storage, read> input: array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
var<workgroup> tile: array<f32, ${transposeTile * (transposeTile + 1)}>;

@compute @workgroup_size(${transposeTile}, ${transposeTile})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
	let site0 = group.x * ${transposeTile}u;
	let sample0 = group.y * ${transposeTile}u;
	let factor = factorOf(step.factor);
	${body}
}
`;
}

/** [count][site] -> [site][sample], with zeros for missing samples. */
export const toColumns = transpose(/* wgsl */ `
	let sample = sample0 + local.y;
	if (sample < call.count && site0 + local.x < step.sites) {
		tile[local.y * ${transposeTile + 1}u + local.x] = factor * input[sample * step.sites + site0 + local.x];
	} else {
		tile[local.y * ${transposeTile + 1}u + local.x] = 0.0;
	}
	workgroupBarrier();
	let site = site0 + local.y;
	if (site < step.sites && sample0 + local.x < step.stride) {
		output[site * step.stride + sample0 + local.x] = tile[local.x * ${transposeTile + 1}u + local.y];
	}
`);

/** [site][sample] -> [count][site]. */
export const toRows = transpose(/* wgsl */ `
	let site = site0 + local.y;
	if (site < step.sites && sample0 + local.x < step.stride) {
		tile[local.y * ${transposeTile + 1}u + local.x] = factor * input[site * step.stride + sample0 + local.x];
	}
	workgroupBarrier();
	let sample = sample0 + local.y;
	if (sample < call.count && site0 + local.x < step.sites) {
		output[sample * step.sites + site0 + local.x] = tile[local.x * ${transposeTile + 1}u + local.y];
	}
`);

/** Threads of a workgroup along samples and along sites, in all kernels below. */
export const sitesWorkgroup = [32, 4] as const;

const perSite = /* wgsl */ `
@compute @workgroup_size(${sitesWorkgroup.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let sample = id.x;
	let site = id.y;
	if (sample >= step.stride || site >= step.sites) { return; }
	let at = site * step.stride + sample;`;

/**
 * output[o j i] = after[o j i] sum over k of matrix[j][k] before[o k i] input[o k i]. `factors`
 * holds rows with one number per site.
 */
export const alongDirection = /* wgsl */ `
struct Step { stride: u32, sites: u32, extent: u32, inner: u32, matrix: u32, before: u32, after: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> matrices: array<f32>;
@group(0) @binding(2) var<storage, read> factors: array<f32>;
@group(0) @binding(3) var<storage, read> input: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
${perSite}
	let j = (site / step.inner) % step.extent;
	let row = step.matrix + j * step.extent;
	var source = site - j * step.inner;
	var sum = 0.0;
	for (var k = 0u; k < step.extent; k++) {
		let weight = matrices[row + k] * factors[step.before + source];
		sum = fma(weight, input[source * step.stride + sample], sum);
		source += step.inner;
	}
	output[at] = sum * factors[step.after + site];
}
`;

/** Nearest neighbours and a polynomial. A site has `links` neighbours, alternating forward and backward. */
const local = /* wgsl */ `
struct Step {
	stride: u32, sites: u32, links: u32, chunk: u32, base: u32,
	kinetic: f32, p0: f32, p1: f32, p2: f32, p3: f32, p4: f32,
}
@group(0) @binding(0) var<uniform> step: Step;
${call}
`;

/**
 * gradient = d loss / d fields before the common factor (`fields` do not contain the factor):
 * dS/dphi and, with `path`, the score. It is zero for missing samples.
 */
export function actionGradient(path: boolean): string {
	return /* wgsl */ `
${local}
@group(0) @binding(2) var<storage, read> neighbours: array<u32>;
@group(0) @binding(3) var<storage, read> fields: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;
${path ? "@group(0) @binding(5) var<storage, read> score: array<f32>;" : ""}
${perSite}
	let x = call.scale * fields[at];
	var sum = f32(step.links) * x;
	for (var link = 0u; link < step.links; link++) {
		sum -= call.scale * fields[neighbours[site * step.links + link] * step.stride + sample];
	}
	let slope = fma(fma(fma(4.0 * step.p4, x, 3.0 * step.p3), x, 2.0 * step.p2), x, step.p1);
	let total = call.scale * (slope + 2.0 * step.kinetic * sum) ${path ? "+ score[at]" : ""};
	gradient[at] = select(0.0, total, sample < call.count);
}
`;
}

const perChunk = /* wgsl */ `
/** A sum, and the rounding errors made so far. */
fn added(sum: vec2<f32>, value: f32) -> vec2<f32> {
	let total = sum.x + value;
	let part = total - sum.x;
	return vec2(total, sum.y + ((sum.x - (total - part)) + (value - part)));
}

@compute @workgroup_size(${sitesWorkgroup.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let sample = id.x;
	let first = id.y * step.chunk;
	if (sample >= step.stride || first >= step.sites) { return; }
	let last = min(first + step.chunk, step.sites);`;

/**
 * Sums over a chunk of -z^2 / 2 - log slope and, with `action`, of S. Results are [chunk][sum,
 * error, S, its error][sample].
 */
export function siteSums(action: boolean): string {
	const evaluate = /* wgsl */ `
		let x = call.scale * fields[at];
		var value = fma(fma(fma(fma(step.p4, x, step.p3), x, step.p2), x, step.p1), x, step.p0);
		for (var link = 0u; link < step.links; link += 2u) {
			let d = call.scale * fields[neighbours[site * step.links + link] * step.stride + sample] - x;
			value = fma(step.kinetic * d, d, value);
		}
		action = added(action, value);`;
	return /* wgsl */ `
${local}
@group(0) @binding(2) var<storage, read> latent: array<f32>;
@group(0) @binding(3) var<storage, read> logSlopes: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;
${
	action
		? `@group(0) @binding(5) var<storage, read> fields: array<f32>;
@group(0) @binding(6) var<storage, read> neighbours: array<u32>;`
		: ""
}
${perChunk}
	var density = vec2(0.0);
	var action = vec2(0.0);
	for (var site = first; site < last; site++) {
		let at = site * step.stride + sample;
		density = added(density, -0.5 * latent[at] * latent[at]);
		density = added(density, -logSlopes[at]);
		${action ? evaluate : ""}
	}
	let counts = select(0.0, 1.0, sample < call.count);
	let at = step.base + 4u * id.y * step.stride + sample;
	result[at] = counts * density.x;
	result[at + step.stride] = counts * density.y;
	result[at + 2u * step.stride] = counts * action.x;
	result[at + 3u * step.stride] = counts * action.y;
}
`;
}

/** result[chunk][sample] = sum over the chunk of factor[site] a b. */
export const siteProducts = /* wgsl */ `
struct Step { stride: u32, sites: u32, chunk: u32, base: u32, factor: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> factors: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;
${perChunk}
	var sum = vec2(0.0);
	for (var site = first; site < last; site++) {
		let at = site * step.stride + sample;
		sum = added(sum, factors[step.factor + site] * (a[at] * b[at]));
	}
	result[step.base + id.y * step.stride + sample] = sum.x + sum.y;
}
`;
