/**
 * Code that the kernels of the equivariant flow on a GPU share: constants, sums over threads,
 * transforms (see samplers/continuous/gpu/shape.wgsl.ts).
 */

import { element } from "../../../core/elements.js";
import { hartleyLine } from "./hartley.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/**
 * Parts of `geometry`: orbit of each site, neighbours [V, d, 2], start of each orbit's list of
 * members, the lists.
 */
export function geometryOffsets(shape: CnfShape) {
	const near = shape.sites;
	const start = near + 2 * shape.shape.length * shape.sites;
	return { near, start, members: start + shape.orbits + 1 };
}

/**
 * Parts of a workgroup's gradients for `times` times: multipliers, nodes, traces, scales. Each has
 * the layout of its table.
 */
export function sliceOffsets(shape: CnfShape, times: number) {
	const nodes = times * shape.channels * shape.orbits;
	const traces = nodes + shape.channels * shape.rows;
	const scales = traces + times * shape.rows;
	return { nodes, traces, scales, words: scales + shape.orbits };
}

/** Type of a vector of channels. */
export function vectorOf({ width }: CnfShape): string {
	return width === 1 ? "f32" : `vec${width}f`;
}

/** Component of a vector of channels. */
export function part({ width }: CnfShape, index: number): string {
	return width === 1 ? "" : element([".x", ".y", ".z", ".w"], index);
}

/** A vector of channels from its components. */
export function vector(shape: CnfShape, parts: readonly string[]): string {
	return shape.width === 1
		? element(parts, 0)
		: `${vectorOf(shape)}(${parts.join(", ")})`;
}

/** Loop over the sites that the thread owns. `site` is a site, and `i` its number among those of the thread. */
export function owned(shape: CnfShape, body: string): string {
	const { threads, sites } = shape;
	const guarded =
		sites % threads === 0 ? body : `if (site < ${sites}u) { ${body} }`;
	return `for (var i = 0u; i < ${shape.owned}u; i++) { let site = tid + i * ${threads}u; ${guarded} }`;
}

/** The same loop with only the numbers `i`. */
export function numbered(shape: CnfShape, body: string): string {
	return `for (var i = 0u; i < ${shape.owned}u; i++) { ${body} }`;
}

/** Element of the fields to be transformed. */
export function at(shape: CnfShape, index: string): string {
	return shape.lines === "workgroup"
		? `line[${index}]`
		: `work[region + ${index}]`;
}

/** The fields of one vector of channels, number g of the chunk, at place p. */
export function channelsAt(shape: CnfShape): string[] {
	return Array.from({ length: shape.width }, (_, c) =>
		at(shape, `(g * ${shape.width}u + ${c}u) * ${shape.places}u + p`),
	);
}

/** Index of the multipliers, or of their gradients, of a vector of channels. */
export function multiplierIndex(shape: CnfShape, group: string): string {
	const { channels, width, orbits } = shape;
	return `(time * ${channels / width}u + ${group}) * ${orbits}u + orbit`;
}

/** Sums in pairs of float32. */
export const sumCode = `
// Keeps compilers from reordering a sum: only the host knows that the value is x.
fn hold(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ call.zero); }
// A sum, and the part that rounding took from it.
fn plus(sum: vec2f, value: f32) -> vec2f {
  let total = hold(sum.x + value);
  let back = hold(total - sum.x);
  return vec2f(total, sum.y + (hold(sum.x - hold(total - back)) + hold(value - back)));
}
`;

/** The beginning of every kernel for samples. */
export function threadCode({ threads }: CnfShape): string {
	return `
var<private> tid: u32;
var<private> region: u32;
${sumCode}
var<workgroup> partial: array<vec2f, ${threads}>;
// Sum over threads in a fixed order. Thread 0 has the result.
fn total(own: vec2f) -> vec2f {
  partial[tid] = own;
  workgroupBarrier();
${halvings(threads)}
  return partial[0];
}
`;
}

function halvings(threads: number): string {
	const lines: string[] = [];
	for (let n = threads; n > 1; ) {
		const half = Math.ceil(n / 2);
		lines.push(`  if (tid < ${n - half}u) {
    let other = partial[tid + ${half}u];
    let sum = plus(partial[tid], other.x);
    partial[tid] = vec2f(sum.x, sum.y + other.y);
  }
  workgroupBarrier();`);
		n = half;
	}
	return lines.join("\n");
}

/**
 * The lines, and transform(count), which transforms the first `count` fields of a chunk over every
 * direction in place. Directions of equal extent share one copy of the code of a line, which may be
 * long.
 */
export function transformCode(shape: CnfShape): string {
	const { shape: extents, sites, places, threads, lines: where } = shape;
	const last = element(extents, extents.length - 1);
	const strides = paddedStrides(shape);
	const lengths = [...new Set(extents)].filter((extent) => extent > 1);
	const functions = lengths.map((extent) => {
		const { code } = hartleyLine(`line${extent}`, extent, (index) =>
			at(shape, index),
		);
		return code;
	});
	const loops = lengths.map((extent) => {
		const directions = extents.flatMap((e, mu) => (e === extent ? [mu] : []));
		const lines = sites / extent;
		// Lines are numbered by their other coordinates, in an order of extents that all these
		// directions share.
		const others = directions.map((mu) =>
			extents
				.map((e, nu) => ({ e, stride: element(strides, nu), nu }))
				.filter(({ nu, e }) => nu !== mu && e > 1)
				.sort((a, b) => a.e - b.e || a.nu - b.nu),
		);
		const starts: string[] = [];
		let below = 1;
		const first = element(others, 0);
		for (let j = first.length - 1; j >= 0; j--) {
			const { e } = element(first, j);
			const list = others.map((other) => element(other, j).stride);
			const quotient = below === 1 ? "l" : `(l / ${below}u)`;
			const digit = j === 0 ? quotient : `(${quotient} % ${e}u)`;
			starts.push(` + ${digit} * ${listed(list)}`);
			below *= e;
		}
		return `  for (var axis = 0u; axis < ${directions.length}u; axis++) {
    let step = ${listed(directions.map((mu) => element(strides, mu)))};
    for (var task = tid; task < count * ${lines}u; task += ${threads}u) {
      let c = task / ${lines}u;
      let l = task % ${lines}u;
      line${extent}(c * ${places}u${starts.join("")}, step);
    }
    sync();
  }`;
	});
	return `
${where === "workgroup" ? `var<workgroup> line: array<f32, ${shape.chunk * places}>;` : ""}
fn sync() { workgroupBarrier();${where === "global" ? " storageBarrier();" : ""} }
fn place(site: u32) -> u32 { return ${shape.pitch === last ? "site" : `site + site / ${last}u`}; }
${functions.join("")}
fn transform(count: u32) {
${loops.join("\n")}
}
`;
}

/** One of several constants, by `axis`. */
function listed(values: readonly number[]): string {
	return values.every((value) => value === values[0])
		? `${values[0]}u`
		: `array<u32, ${values.length}>(${values.map((value) => `${value}u`).join(", ")})[axis]`;
}

/** Distance between neighbouring places in each direction. */
function paddedStrides({ shape, pitch }: CnfShape): number[] {
	const strides = new Array<number>(shape.length);
	let stride = 1;
	for (let mu = shape.length - 1; mu >= 0; mu--) {
		strides[mu] = stride;
		stride *= mu === shape.length - 1 ? pitch : element(shape, mu);
	}
	return strides;
}
