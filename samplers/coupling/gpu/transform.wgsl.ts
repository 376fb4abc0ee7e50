/**
 * Transforms the active sites in WGSL. A thread treats one site of one sample. It calls functions
 * that depend on the kind of transform (samplers/coupling/gpu/affine.wgsl.ts,
 * samplers/coupling/gpu/spline.wgsl.ts):
 *
 *   image(x, at)                 -> (y, log dy/dx), or the inverse with the log slope of the forward map
 *   pulled(x, g, density, at)    -> d loss / dx from g = d loss / dy and d loss / d log q = density
 *   pushed(x, before, at)        -> d log q / dy from before = d log q / dx
 *
 * These read the net's numbers with number(at, k). The last two write the gradients of the numbers
 * with put(at, k, value).
 *
 * Arrays are [site][sample], those of the net [active site][number][sample]. `colour` holds each
 * site's place among the active sites (2^32 - 1 for frozen ones), then the list of active sites.
 */

/** Threads of a workgroup along samples and along sites. */
export const transformWorkgroup = [32, 4] as const;

const frozen = "0xffffffffu";

function numbers(outputs: number): string {
	return /* wgsl */ `
fn number(at: u32, k: u32) -> f32 { return net[at + k * step.stride]; }
fn base(place: u32, sample: u32) -> u32 { return place * ${outputs}u * step.stride + sample; }
`;
}

const put = /* wgsl */ `
fn put(at: u32, k: u32, value: f32) { netGradient[at + k * step.stride] = value; }
`;

/** Treats all sites. Frozen ones are copied. `first` starts the sums of log slopes. */
export function transformAll(image: string, outputs: number): string {
	return /* wgsl */ `
struct Step { stride: u32, sites: u32, first: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> colour: array<u32>;
@group(0) @binding(2) var<storage, read> input: array<f32>;
@group(0) @binding(3) var<storage, read> net: array<f32>;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
@group(0) @binding(5) var<storage, read_write> logSlopes: array<f32>;
${numbers(outputs)}
${image}
@compute @workgroup_size(${transformWorkgroup.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let site = id.y;
	if (id.x >= step.stride || site >= step.sites) { return; }
	let at = site * step.stride + id.x;
	let place = colour[site];
	var result = vec2(input[at], 0.0);
	if (place != ${frozen}) { result = image(result.x, base(place, id.x)); }
	output[at] = result.x;
	logSlopes[at] = select(logSlopes[at], 0.0, step.first == 1u) + result.y;
}
`;
}

function onActive(
	functions: string,
	outputs: number,
	extra: string,
	body: string,
	first: number,
): string {
	return /* wgsl */ `
struct Step { stride: u32, sites: u32, count: u32 }
@group(0) @binding(0) var<uniform> step: Step;
${extra}
@group(0) @binding(${first}) var<storage, read> colour: array<u32>;
@group(0) @binding(${first + 1}) var<storage, read> input: array<f32>;
@group(0) @binding(${first + 2}) var<storage, read> net: array<f32>;
@group(0) @binding(${first + 3}) var<storage, read_write> carried: array<f32>;
@group(0) @binding(${first + 4}) var<storage, read_write> netGradient: array<f32>;
${numbers(outputs)}
${put}
${functions}
@compute @workgroup_size(${transformWorkgroup.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	if (id.x >= step.stride || id.y >= step.count) { return; }
	let at = colour[step.sites + id.y] * step.stride + id.x;
	${body}
}
`;
}

/** Takes the gradient in the fields back through the layer, in place. `call` says which samples count. */
export function transformGradient(pulled: string, outputs: number): string {
	return onActive(
		pulled,
		outputs,
		`struct Call { count: u32, density: f32 }
@group(0) @binding(1) var<uniform> call: Call;`,
		`let density = select(0.0, call.density, id.x < call.count);
	carried[at] = pulled(input[at], carried[at], density, base(id.y, id.x));`,
		2,
	);
}

/** Takes d log q / d fields forward through the layer, in place. */
export function transformScore(pushed: string, outputs: number): string {
	return onActive(
		pushed,
		outputs,
		"",
		"carried[at] = pushed(input[at], carried[at], base(id.y, id.x));",
		1,
	);
}
