/**
 * Kernels around the trajectories of the equivariant flow on a GPU: the action, the gradient of the
 * prior, the correction of the inverse.
 */

import { literal } from "../../../tensor/gpu/wgsl-text.js";
import {
	at,
	geometryOffsets,
	owned,
	sumCode,
	threadCode,
	transformCode,
} from "./common.wgsl.js";
import {
	type CnfKernelSource,
	cnfKernel,
	declarations,
	fields,
	sumPairs,
} from "./kernel.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** S = sum_x [ kinetic sum_mu (phi_{x+mu} - phi_x)^2 + sum_k potential[k] phi_x^k ]. */
export interface LocalTerms {
	readonly kinetic: number;
	readonly potential: readonly number[];
}

/**
 * S at slot `source`. With `slopes`, its slope goes to `work` as d loss / d phi. Without, the
 * fields go to `output`.
 */
export function actionKernel(
	shape: CnfShape,
	{ potential, kinetic }: LocalTerms,
	slopes: boolean,
): CnfKernelSource {
	const { sites } = shape;
	const directions = shape.shape.length;
	const { near } = geometryOffsets(shape);
	const [highest = 0, ...lower] = [...potential].reverse();
	const horner = lower.map(
		(coefficient) =>
			`steep = steep * x + value; value = value * x + ${literal(coefficient)};`,
	);
	return cnfKernel(
		shape,
		["geometry", "stages", slopes ? "work" : "output", "sums"],
		`${threadCode(shape)}
fn treat(sample: u32, group: u32) {
  let origin = (sample * call.slots + call.source) * ${sites}u;
  var sum = vec2f();
  ${owned(
		shape,
		`let x = stages[origin + site];
    var value = ${literal(highest)};
    var steep = 0.0;
    ${horner.join("\n    ")}
    var links = 0.0;
    var pull = 0.0;
    for (var mu = 0u; mu < ${directions}u; mu++) {
      let near = ${near}u + ${2 * directions}u * site + 2u * mu;
      let forward = stages[origin + geometry[near]] - x;
      let backward = stages[origin + geometry[near + 1u]] - x;
      links += forward * forward;
      pull += forward + backward;
    }
    sum = plus(sum, value + ${literal(kinetic)} * links);
    ${
			slopes
				? `work[2u * sample * ${sites}u + site] = steep - ${literal(2 * kinetic)} * pull;`
				: `output[sample * ${sites}u + site] = x;`
		}`,
	)}
  let S = total(sum);
  if (tid == 0u) { sums[sample * ${sumPairs}u + 2u] = S; }
}`,
	);
}

/** Gradient of the prior's scales, from d loss / d phi_0 in `work`. */
export function priorAdjointKernel(shape: CnfShape): CnfKernelSource {
	const { sites, orbits, threads } = shape;
	const { start, members } = geometryOffsets(shape);
	const line = at(shape, "place(site)");
	return cnfKernel(
		shape,
		["geometry", "input", "work", "slices"],
		`${threadCode(shape)}${transformCode(shape)}
${fields(shape, "other")}
fn treat(sample: u32, group: u32) {
  ${owned(shape, `${line} = work[2u * sample * ${sites}u + site];`)}
  for (var turn = 0u; turn < 2u; turn++) {
    sync();
    transform(1u);
    if (turn == 0u) {
      ${owned(shape, `other[i] = ${line}; ${line} = input[sample * ${sites}u + site];`)}
    } else {
      ${owned(shape, `${line} *= ${literal(1 / sites)} * other[i];`)}
    }
  }
  sync();
  for (var orbit = tid; orbit < ${orbits}u; orbit += ${threads}u) {
    var sum = 0.0;
    let end = geometry[${start}u + orbit + 1u];
    for (var m = geometry[${start}u + orbit]; m < end; m++) {
      let site = geometry[${members}u + m];
      sum += ${line};
    }
    slices[group * call.words + call.scales + orbit] += sum;
  }
  sync();
}`,
	);
}

export const collectThreads = 64;

/** Adds the gradients of the workgroups in order, writes them to `output`, and clears them for the next call. */
export function collectKernel(shape: CnfShape): CnfKernelSource {
	const bindings = ["slices", "output"] as const;
	return {
		bindings,
		wgsl: `${declarations(shape, bindings)}
${sumCode}
@compute @workgroup_size(${collectThreads})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) size: vec3u) {
  for (var word = id.x; word < call.words; word += size.x * ${collectThreads}u) {
    var sum = vec2f();
    for (var group = 0u; group < call.groups; group++) {
      let place = group * call.words + word;
      sum = plus(sum, slices[place]);
      slices[place] = 0.0;
    }
    output[word] = sum.x + sum.y;
  }
}
`,
	};
}

/**
 * One iteration of the inverse, y += target - F(B(y)). The image is in slot 0, y in slot 2, and the
 * target in `input`. The `first` call sets y to the target. The last pair of `sums` holds the
 * largest miss, and 1 as soon as the miss is below `tolerance` or no longer falls.
 */
export function correctKernel(
	shape: CnfShape,
	tolerance: number,
): CnfKernelSource {
	const { sites } = shape;
	const target = `input[sample * ${sites}u + site]`;
	return cnfKernel(
		shape,
		["input", "stages", "sums"],
		`${threadCode(shape)}
var<workgroup> worst: atomic<u32>;
fn treat(sample: u32, group: u32) {
  let base = sample * call.slots * ${sites}u;
  let guess = base + 2u * ${sites}u;
  let last = sample * ${sumPairs}u + 3u;
  let before = sums[last];
  var most = 0u;
  ${owned(shape, `most = max(most, bitcast<u32>(abs(${target} - stages[base + site])));`)}
  atomicMax(&worst, most);
  workgroupBarrier();
  let bits = atomicLoad(&worst);
  let miss = bitcast<f32>(bits);
  // As bits, NaN and infinity lie above all numbers. They also count as a miss.
  let broken = bits >= 0x7f800000u;
  let done = broken || miss >= 0.9 * before.x || miss <= ${literal(tolerance)};
  if (call.first == 1u) {
    ${owned(shape, `stages[guess + site] = ${target};`)}
  } else if (before.y == 0.0 && !done) {
    ${owned(shape, `stages[guess + site] += ${target} - stages[base + site];`)}
  }
  storageBarrier();
  if (tid == 0u) {
    atomicStore(&worst, 0u);
    if (call.first == 1u) {
      sums[last] = vec2f(3e38, 0.0);
    } else if (before.y == 0.0) {
      sums[last] = vec2f(select(min(miss, before.x), before.x, broken), select(0.0, 1.0, done));
    }
  }
  workgroupBarrier();
}`,
	);
}
