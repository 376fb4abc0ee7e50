/**
 * Gradients of the tables of the equivariant flow, added to a workgroup's own gradients at
 * `slices[slice]`.
 *
 * Sites that meet the same row of a spline's table add to the same number. They add integers, so
 * the sum does not depend on the order of the threads. All numbers of a stage are scaled by the
 * power of two with which the largest possible sum still fits, which keeps as many digits as
 * float32 has.
 */

import { literal } from "../../../tensor/gpu/wgsl-text.js";
import {
	at,
	channelsAt,
	geometryOffsets,
	multiplierIndex,
	part,
	vector,
} from "./common.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** The spectrum of the cotangent, at a place that all threads see. */
export function spectrumAt(shape: CnfShape, site: string): string {
	if (shape.spectrum === "workgroup") return `known[${site}]`;
	const start = shape.lines === "global" ? shape.chunk * shape.sites : 0;
	return `work[region + ${start}u + ${site}]`;
}

/** learnProfile, learnMultipliers and learnNodes. Needs evaluate, and `here`. */
export function learnCode(shape: CnfShape): string {
	const { rows, width, bins, sites } = shape;
	return `
${shape.spectrum === "workgroup" ? `var<workgroup> known: array<f32, ${sites}>;` : ""}
var<workgroup> bins: array<atomic<i32>, ${rows * width * bins}>;
var<workgroup> peak: atomic<u32>;
var<workgroup> furthest: atomic<u32>;
var<private> slice: u32;
var<private> nodeSlice: u32;
var<private> traceSlice: u32;
// 2^exponent, within the range of float32.
fn power(exponent: i32) -> f32 { return bitcast<f32>(u32(clamp(exponent, -126, 127) + 127) << 23u); }
${profileCode(shape)}${multipliersCode(shape)}${nodesCode(shape)}`;
}

/** Bits that are left for a number below 1, so that a sum over all sites fits into an integer. */
function room({ sites }: CnfShape): number {
	return 30 - Math.ceil(Math.log2(sites));
}

/** The part of the gradient of G that comes from the divergence. Slopes are below 2/3 in units of 1/h. */
function profileCode(shape: CnfShape): string {
	const { rows, threads, sites, spacing } = shape;
	return `
fn learnProfile(time: u32, share: f32) {
  for (var i = 0u; i < ${shape.owned}u; i++) {
    let site = tid + i * ${threads}u;
    if (site < ${sites}u) {
      let spot = locate(here[i]);
      let d = ${literal(spacing * 2 ** room(shape))} * spot.slope;
      ${[0, 1, 2, 3].map((j) => `atomicAdd(&bins[spot.row + ${j}u], i32(round(d[${j}])));`).join("\n      ")}
    }
  }
  workgroupBarrier();
  let factor = share * ${literal(2 ** -room(shape) / spacing)};
  for (var row = tid; row < ${rows}u; row += ${threads}u) {
    let sum = atomicExchange(&bins[row], 0);
    if (sum != 0) { slices[traceSlice + time * ${rows}u + row] += factor * f32(sum); }
  }
}
`;
}

/** Sums over orbits of the cotangent's spectrum times the spectra of the channels, which are in the lines. */
function multipliersCode(shape: CnfShape): string {
	const { width, chunk, threads, orbits, places } = shape;
	const { start, members } = geometryOffsets(shape);
	return `
fn learnMultipliers(time: u32, chunk: u32) {
  for (var task = tid; task < ${orbits * chunk}u; task += ${threads}u) {
    let orbit = task % ${orbits}u;
    let c = task / ${orbits}u;
    var sum = 0.0;
    let end = geometry[${start}u + orbit + 1u];
    for (var m = geometry[${start}u + orbit]; m < end; m++) {
      let site = geometry[${members}u + m];
      sum += ${spectrumAt(shape, "site")} * ${at(shape, `c * ${places}u + place(site)`)};
    }
    let group = chunk * ${chunk / width}u + c / ${width}u;
    slices[slice + ${width}u * (${multiplierIndex(shape, "group")}) + c % ${width}u] += sum;
  }
  sync();
}
`;
}

/**
 * Scatters the cotangents of a chunk's channels, which are in the lines. `most` and `row` are the
 * largest of the thread.
 */
function nodesCode(shape: CnfShape): string {
	const { rows, width, bins, chunk, threads, sites } = shape;
	const groups = chunk / width;
	const scatter = ["x", "y", "z", "w"].flatMap((weight, j) =>
		Array.from(
			{ length: width },
			(_, c) =>
				`atomicAdd(&bins[bin + ${j * width + c}u], i32(round(spot.weight.${weight} * r${part(shape, c)})));`,
		),
	);
	return `
fn learnNodes(origin: u32, chunk: u32, most: u32, row: u32) {
  atomicMax(&peak, most);
  atomicMax(&furthest, row);
  workgroupBarrier();
  let bits = atomicLoad(&peak);
  let exponent = ${room(shape)} - (i32(bits >> 23u) - 126);
  let up = power(exponent);
  let down = power(-exponent);
  let reached = (min(atomicLoad(&furthest), ${rows - 4}u) + 4u) * ${width}u;
  // NaN, and numbers that are too large, must show in the gradient.
  if (tid == 0u && bits >= 0x7f800000u) { slices[nodeSlice] += bitcast<f32>(bits); }
  for (var first = 0u; first < ${groups}u; first += ${bins}u) {
    for (var task = tid; task < ${sites * bins}u; task += ${threads}u) {
      let site = task % ${sites}u;
      let g = first + task / ${sites}u;
      let p = place(site);
      let spot = locate(stages[origin + site]);
      let r = up * ${vector(shape, channelsAt(shape))};
      let bin = ((g - first) * ${rows}u + spot.row) * ${width}u;
      ${scatter.join("\n      ")}
    }
    workgroupBarrier();
    for (var task = tid; task < reached * ${bins}u; task += ${threads}u) {
      let g = task / reached;
      let j = task % reached;
      let sum = atomicExchange(&bins[g * ${rows * width}u + j], 0);
      if (sum != 0) {
        slices[nodeSlice + (chunk * ${groups}u + first + g) * ${rows * width}u + j] += down * f32(sum);
      }
    }
    workgroupBarrier();
  }
  if (tid == 0u) { atomicStore(&peak, 0u); atomicStore(&furthest, 0u); }
  sync();
}
`;
}
