/**
 * All layers of a convolutional coupling flow in one WGSL kernel, for lattices that fit into the
 * memory of a workgroup. A workgroup takes one sample through the whole flow, forward or backward.
 * Its memory holds the fields and the values that a map reads and writes. A pass is one dispatch,
 * whereas the kernels of samplers/coupling/gpu/conv.wgsl.ts need several for each layer.
 *
 * Formulas, tables and finishes are those of samplers/coupling/gpu/conv.wgsl.ts and
 * samplers/coupling/gpu/transform.wgsl.ts. In workgroup memory arrays are [channel][place], which
 * avoids bank conflicts between neighbouring threads. In global memory they are
 * [layer][part][place][channel][sample], as the gradients of the weights need them.
 */
import { backwardMap, forwardMap, placesOf } from "./resident-maps.wgsl.js";
import {
	hiddenOf,
	memorySizes,
	type ResidentShape,
	residentParts,
} from "./resident-shape.wgsl.js";

function common(shape: ResidentShape): string {
	const parts = { ...shape, hidden: hiddenOf(shape) };
	const names = memorySizes(parts).map(
		(size, i) => `var<workgroup> values${i}: array<f32, ${size}>;`,
	);
	return /* wgsl */ `
struct Step { stride: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> links: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read> weights: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> actives: array<u32>;
var<workgroup> fields: array<f32, ${shape.sites}>;
${names.join("\n")}
var<private> sample: u32;
var<private> layer: u32;
fn activeCount() -> u32 { return select(${shape.active[0]}u, ${shape.active[1]}u, (layer & 1u) == 1u); }
fn activeSite(i: u32) -> u32 { return actives[select(0u, ${shape.active[0]}u, (layer & 1u) == 1u) + i]; }
fn keptAt(i: u32) -> u32 { return (layer * ${residentParts(parts).kept}u + i) * step.stride + sample; }
fn carriedAt(i: u32) -> u32 { return (layer * ${residentParts(parts).carried}u + i) * step.stride + sample; }
`;
}

const loadFields = (shape: ResidentShape, from: string) => /* wgsl */ `
	let own = group.x + group.y * groups.x;
	if (own >= step.stride) { return; }
	sample = own;
	for (var site = thread; site < ${shape.sites}u; site += ${shape.threads}u) {
		fields[site] = ${from}[site * step.stride + sample];
	}`;

const head = (shape: ResidentShape) => /* wgsl */ `
@compute @workgroup_size(${shape.threads})
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) thread: u32,
) {`;

/**
 * Takes `input` through all layers to `output` and sums log slopes at each site. `image` is as in
 * samplers/coupling/gpu/transform.wgsl.ts, forward or, with `inverse`, backward. With `keep` it
 * also stores everything that the backward kernels need.
 */
export function residentForward(
	shape: ResidentShape,
	image: string,
	{ inverse, keep }: { readonly inverse: boolean; readonly keep: boolean },
): string {
	const { sites, layers, threads, maps } = shape;
	const last = maps.length - 1;
	const places = placesOf(shape, last);
	return /* wgsl */ `
${common(shape)}
@group(0) @binding(4) var<storage, read> input: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<storage, read_write> logSlopes: array<f32>;
${keep ? "@group(0) @binding(7) var<storage, read_write> kept: array<f32>;" : ""}
var<workgroup> slopes: array<f32, ${sites}>;
fn number(at: u32, k: u32) -> f32 { return values${last % 2}[k * ${places}u + at]; }
${image}
${maps.map((_, i) => forwardMap(shape, i, keep)).join("\n")}
${head(shape)}${loadFields(shape, "input")}
	for (var site = thread; site < ${sites}u; site += ${threads}u) { slopes[site] = 0.0; }
	workgroupBarrier();
	for (var turn = 0u; turn < ${layers}u; turn++) {
		layer = ${inverse ? `${layers - 1}u - turn` : "turn"};
		${
			keep
				? `for (var site = thread; site < ${sites}u; site += ${threads}u) { kept[keptAt(site)] = fields[site]; }`
				: ""
		}
		${maps.map((_, i) => `map${i}(thread);\n\t\tworkgroupBarrier();`).join("\n\t\t")}
		for (var place = thread; place < activeCount(); place += ${threads}u) {
			let site = activeSite(place);
			let result = image(fields[site], place);
			fields[site] = result.x;
			slopes[site] += result.y;
		}
		workgroupBarrier();
	}
	for (var site = thread; site < ${sites}u; site += ${threads}u) {
		output[site * step.stride + sample] = fields[site];
		logSlopes[site * step.stride + sample] = slopes[site];
	}
}
`;
}

/**
 * Takes the gradient in the fields back through all layers, or d log q / d fields forward through
 * them, in place in `carried`. `functions` define `pulled` or `pushed` as in
 * samplers/coupling/gpu/transform.wgsl.ts. The gradient also leaves those of all hidden values.
 */
export function residentBackward(
	shape: ResidentShape,
	functions: string,
	kind: "gradient" | "score",
): string {
	const { sites, layers, threads, maps, transformOutputs } = shape;
	const last = maps.length - 1;
	const carry = kind === "gradient";
	const parts = residentParts({ ...shape, hidden: hiddenOf(shape) });
	const net = (part: number) => `${part}u + at * ${transformOutputs}u + k`;
	return /* wgsl */ `
${common(shape)}
@group(0) @binding(4) var<storage, read> kept: array<f32>;
@group(0) @binding(5) var<storage, read_write> carried: array<f32>;
${
	carry
		? `struct Call { count: u32, density: f32 }
@group(0) @binding(6) var<storage, read_write> cotangents: array<f32>;
@group(0) @binding(7) var<uniform> call: Call;`
		: ""
}
fn number(at: u32, k: u32) -> f32 { return kept[keptAt(${net(parts.values[last])})]; }
fn put(at: u32, k: u32, value: f32) {
	values${last % 2}[k * ${placesOf(shape, last)}u + at] = value;
	${carry ? `cotangents[carriedAt(${net(parts.gradients[last])})] = value;` : ""}
}
${functions}
${maps.map((_, i) => backwardMap(shape, i, carry)).join("\n")}
${head(shape)}${loadFields(shape, "carried")}
	${carry ? "let density = select(0.0, call.density, sample < call.count);" : ""}
	workgroupBarrier();
	for (var turn = 0u; turn < ${layers}u; turn++) {
		layer = ${carry ? `${layers - 1}u - turn` : "turn"};
		for (var place = thread; place < activeCount(); place += ${threads}u) {
			let site = activeSite(place);
			let x = kept[keptAt(site)];
			fields[site] = ${carry ? "pulled(x, fields[site], density, place)" : "pushed(x, fields[site], place)"};
		}
		workgroupBarrier();
		${maps
			.map((_, i) => `back${last - i}(thread);\n\t\tworkgroupBarrier();`)
			.join("\n\t\t")}
	}
	for (var site = thread; site < ${sites}u; site += ${threads}u) {
		carried[site * step.stride + sample] = fields[site];
	}
}
`;
}
