/**
 * Gradients of the weights of the conditioners in WGSL,
 *
 *   d loss / d weight[tap][k][c] = sum over pairs of places (from, to) of that tap and over samples of
 *                                  load(values[from][k][sample]) gradients[to][c][sample].
 *
 * The biases are one more tap, whose input is 1. There are no atomics: a workgroup adds up its
 * share of the pairs and of the samples in registers, then over its lanes in a fixed order, and
 * writes its own row. `collect` adds the rows. So the same call gives the same bits.
 *
 * One dispatch treats several layers of one colour if their values, and their sums, lie in one
 * array. A number of layer l then stands `at + l step` numbers of a sample from the front.
 */
import { literal, range, vectorType } from "./conv.wgsl.js";

export interface WeightGradientShape {
	readonly taps: number;
	readonly inputs: number;
	readonly outputs: number;
	/** Whether the map read |values|. */
	readonly absolute: boolean;
}

const lanes = 32;
/** A workgroup treats at most this many taps side by side. They read the same numbers, mostly from the cache. */
const mostRows = 6;

/**
 * How the sums of a map are cut. A workgroup treats `rows` taps, and a thread a tile of `high`
 * inputs by `wide` outputs. The sums of a tile go through the workgroup's memory of this many
 * bytes, `pass` inputs at a time.
 */
export function weightTiles(
	{ taps, inputs, outputs }: WeightGradientShape,
	memory: number,
) {
	const width = outputs === 1 ? 1 : outputs === 2 ? 2 : 4;
	const wide = Math.min(8, width * Math.ceil(outputs / width));
	const high = Math.min(8, inputs);
	// A lane has one number more than it needs, which avoids bank conflicts between lanes that write
	// a column.
	const bytes = (pass: number) => 4 * lanes * (pass * wide + 1);
	const fitting = Math.max(1, Math.floor(memory / bytes(1)));
	const blocks = Math.ceil((taps + 1) / Math.min(mostRows, fitting));
	const rows = Math.ceil((taps + 1) / blocks);
	let pass = 1;
	while (pass < high && rows * bytes(pass + 1) <= memory) pass++;
	return {
		width,
		wide,
		high,
		blocks,
		rows,
		pass,
		tilesHigh: Math.ceil(inputs / high),
		tilesWide: Math.ceil(outputs / wide),
	};
}

export function weightGradient(
	shape: WeightGradientShape,
	memory: number,
): string {
	const { taps, inputs, outputs, absolute } = shape;
	const tiles = weightTiles(shape, memory);
	const { width, wide, high, rows, pass, tilesHigh, tilesWide } = tiles;
	const type = vectorType(width);
	const vectors = wide / width;
	const stride = pass * wide + 1;
	const component = (i: number, j: number) =>
		width === 1 ? `a${i}_${j}` : `a${i}_${Math.floor(j / width)}[${j % width}]`;
	const clamped = (name: string, k: number, count: number) =>
		`min(${name} + ${k}u, ${count - 1}u)`;
	const passes = range(Math.ceil(high / pass)).map((p) => {
		const from = p * pass;
		const writes = range(Math.min(pass, high - from)).flatMap((i) =>
			range(wide).map(
				(j) => `sums[mine + ${i * wide + j}u] = ${component(from + i, j)};`,
			),
		);
		return /* wgsl */ `
	${p === 0 ? "" : "workgroupBarrier();"}
	${writes.join("\n\t")}
	workgroupBarrier();
	total(tap, first + ${from}u, column, row, local, ${writes.length}u);`;
	});
	return /* wgsl */ `
struct Step {
	stride: u32, sampleGroups: u32, placeGroups: u32, base: u32, baseStep: u32,
	valuesAt: u32, valuesStep: u32, gradientsAt: u32, gradientsStep: u32, firstLayer: u32,
}
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> pairs: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read> gradients: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

var<workgroup> sums: array<f32, ${rows * lanes * stride}>;

fn put(tap: u32, k: u32, c: u32, row: u32, sum: f32) {
	if (tap > ${taps}u || c >= ${outputs}u || k >= select(${inputs}u, 1u, tap == ${taps}u)) { return; }
	partials[row + (tap * ${inputs}u + k) * ${outputs}u + c] = sum;
}

/** Adds over the lanes. Each lane sums one or more of the numbers that all lanes wrote. */
fn total(tap: u32, k: u32, c: u32, row: u32, local: vec3<u32>, count: u32) {
	for (var item = local.x; item < count; item += ${lanes}u) {
		var sum = 0.0;
		var at = local.y * ${lanes * stride}u + item;
		for (var lane = 0u; lane < ${lanes}u; lane++) {
			sum += sums[at];
			at += ${stride}u;
		}
		put(tap, k + item / ${wide}u, c + item % ${wide}u, row, sum);
	}
}

@compute @workgroup_size(${lanes}, ${rows})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
	let tap = (group.y / step.placeGroups) * ${rows}u + local.y;
	let placeGroup = group.y % step.placeGroups;
	let tile = group.z % ${tilesHigh * tilesWide}u;
	let layer = step.firstLayer + 2u * (group.z / ${tilesHigh * tilesWide}u);
	let values0 = (step.valuesAt + layer * step.valuesStep) * step.stride;
	let gradients0 = (step.gradientsAt + layer * step.gradientsStep) * step.stride;
	let first = (tile / ${tilesWide}u) * ${high}u;
	let column = (tile % ${tilesWide}u) * ${wide}u;
	let row = ((step.base + layer * step.baseStep) * step.sampleGroups + (placeGroup * step.sampleGroups + group.x) * ${(taps * inputs + 1) * outputs}u);
	${range(high)
		.flatMap((i) => range(vectors).map((j) => `var a${i}_${j} = ${type}();`))
		.join("\n\t")}
	if (tap <= ${taps}u) {
		let span = pairs[tap];
		let share = (span.y - span.x + step.placeGroups - 1u) / step.placeGroups;
		let start = min(span.y, span.x + placeGroup * share);
		let end = min(span.y, start + share);
		for (var entry = start; entry < end; entry++) {
			let pair = pairs[entry];
			for (var sample = group.x * ${lanes}u + local.x; sample < step.stride; sample += step.sampleGroups * ${lanes}u) {
				${range(vectors)
					.map(
						(j) =>
							`let g${j} = ${type}(${range(width)
								.map(
									(k) =>
										`gradients[gradients0 + (pair.y * ${outputs}u + ${clamped("column", j * width + k, outputs)}) * step.stride + sample]`,
								)
								.join(", ")});`,
					)
					.join("\n\t\t\t\t")}
				${range(high)
					.map((i) => {
						const load = `values[values0 + (pair.x * ${inputs}u + ${clamped("first", i, inputs)}) * step.stride + sample]`;
						return `let x${i} = select(${absolute ? `abs(${load})` : load}, ${literal(1)}, tap == ${taps}u);`;
					})
					.join("\n\t\t\t\t")}
				${range(high)
					.flatMap((i) =>
						range(vectors).map(
							(j) => `a${i}_${j} = fma(${type}(x${i}), g${j}, a${i}_${j});`,
						),
					)
					.join("\n\t\t\t\t")}
			}
		}
	}
	let mine = (local.y * ${lanes}u + local.x) * ${stride}u;
	${passes.join("\n")}
}
`;
}

/**
 * result[base + i] = the sum over the rows of parameter i, in their order. `places` holds for each
 * parameter: first row of its map, floats in a row, groups of places, place in the row. If the
 * number of groups is 0, there is no row.
 */
export const collect = /* wgsl */ `
struct Step { count: u32, sampleGroups: u32, base: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> places: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> partials: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
	let i = id.x + id.y * groups.x * 64u;
	if (i >= step.count) { return; }
	let place = places[i];
	var at = place.x * step.sampleGroups + place.w;
	var sum = 0.0;
	for (var group = 0u; group < place.z * step.sampleGroups; group++) {
		sum += partials[at];
		at += place.y;
	}
	result[step.base + i] = sum;
}
`;

/** packed[i] = parameters[index[i]], or zero if the index lies past the parameters. */
export const pack = /* wgsl */ `
struct Step { count: u32, parameters: u32 }
@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> index: array<u32>;
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read_write> packed: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
	let i = id.x + id.y * groups.x * 64u;
	if (i >= step.count) { return; }
	let source = index[i];
	packed[i] = select(0.0, parameters[min(source, step.parameters - 1u)], source < step.parameters);
}
`;
