/** The way back through trajectories of the equivariant flow on a GPU. d loss / d phi is in `work`. */
import { numbered, owned, threadCode, transformCode } from "./common.wgsl.js";
import { adjointCode, evaluateCode, velocityCode } from "./field.wgsl.js";
import {
	type CnfBinding,
	type CnfKernelSource,
	cnfKernel,
	fields,
	stageCode,
} from "./kernel.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";
import { splineCode } from "./spline.wgsl.js";

const tables: readonly CnfBinding[] = [
	"nodes",
	"multipliers",
	"profiles",
	"geometry",
	"stages",
	"work",
];

/**
 * Score of the density at the end: d s / dt = -J^T s - grad div v along the stored stages, starting
 * from the score of the prior in `work`. The result is added to d loss / d phi.
 */
export function scoreKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		tables,
		`${threadCode(shape)}${transformCode(shape)}${splineCode(shape)}${stageCode}
${fields(shape, "here", "score", "slope")}
${adjointCode(shape, false)}
fn treat(sample: u32, group: u32) {
  let base = sample * call.slots * ${sites}u;
  let own = 2u * sample * ${sites}u;
  ${owned(shape, `score[i] = work[own + ${sites}u + site];`)}
  let h = 1.0 / f32(call.steps);
  for (var step = call.begin; step < call.end; step++) {
    ${numbered(shape, "ct[i] = score[i]; slope[i] = 0.0;")}
    for (var stage = 0u; stage < 4u; stage++) {
      let origin = base + (4u * step + stage) * ${sites}u;
      ${owned(shape, "here[i] = stages[origin + site];")}
      adjoint(origin, 2u * step + ahead(stage), 1.0);
      let onward = select(0.5 * h, h, stage == 2u);
      ${numbered(shape, "slope[i] += weightOf(stage) * pulled[i]; ct[i] = score[i] - onward * pulled[i];")}
    }
    ${numbered(shape, "score[i] -= h / 6.0 * slope[i];")}
  }
  ${owned(shape, `if (call.end == call.steps) { work[own + site] += score[i]; } else { work[own + ${sites}u + site] = score[i]; }`)}
  sync();
}`,
	);
}

/** Offset of the gradients that belong to a workgroup. */
const slices = `
  slice = group * call.words;
  nodeSlice = slice + call.nodes;
  traceSlice = slice + call.traces;`;

/** Goes back through the stored stages. The result is the gradient of the discrete map. */
export function backwardKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		[...tables, "slices"],
		`${threadCode(shape)}${transformCode(shape)}${splineCode(shape)}${evaluateCode(shape)}${stageCode}
${fields(shape, "here", "lambda", "sum")}
${adjointCode(shape, true)}
fn treat(sample: u32, group: u32) {
  ${slices}
  let base = sample * call.slots * ${sites}u;
  let own = 2u * sample * ${sites}u;
  ${owned(shape, "lambda[i] = work[own + site];")}
  let h = 1.0 / f32(call.steps);
  for (var n = call.begin; n < call.end; n++) {
    let step = call.steps - 1u - n;
    ${numbered(shape, "sum[i] = lambda[i]; pulled[i] = 0.0;")}
    for (var before = 0u; before < 4u; before++) {
      let stage = 3u - before;
      let origin = base + (4u * step + stage) * ${sites}u;
      let weight = weightOf(stage) * h / 6.0;
      let carry = select(0.5 * h, h, stage == 2u);
      ${owned(shape, "here[i] = stages[origin + site]; ct[i] = weight * lambda[i] + carry * pulled[i];")}
      adjoint(origin, 2u * step + ahead(stage), select(-weight, 0.0, call.path == 1u));
      ${numbered(shape, "sum[i] += pulled[i];")}
    }
    ${numbered(shape, "lambda[i] = sum[i];")}
  }
  ${owned(shape, "work[own + site] = lambda[i];")}
  sync();
}`,
	);
}

/**
 * The continuous adjoint, d a / dt = -J^T a + grad div v. The field itself is integrated back from
 * the end in slot `source`, through slot `slot`, so no stages are stored.
 */
export function continuousKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		[...tables, "slices"],
		`${threadCode(shape)}${transformCode(shape)}${splineCode(shape)}${evaluateCode(shape)}${velocityCode(shape)}${stageCode}
${fields(shape, "here", "state", "change", "lambda", "sum")}
${adjointCode(shape, true)}
fn treat(sample: u32, group: u32) {
  ${slices}
  let base = sample * call.slots * ${sites}u;
  let start = base + call.source * ${sites}u;
  let origin = base + call.slot * ${sites}u;
  let own = 2u * sample * ${sites}u;
  ${owned(shape, "lambda[i] = work[own + site]; state[i] = stages[start + site];")}
  let h = 1.0 / f32(call.steps);
  for (var n = call.begin; n < call.end; n++) {
    let step = call.steps - 1u - n;
    ${numbered(shape, "here[i] = state[i]; change[i] = state[i]; sum[i] = lambda[i]; pulled[i] = 0.0;")}
    var carry = 0.0;
    for (var stage = 0u; stage < 4u; stage++) {
      let time = 2u * (step + 1u) - ahead(stage);
      let weight = weightOf(stage) * h / 6.0;
      let onward = select(0.5 * h, h, stage == 2u);
      ${owned(shape, "stages[origin + site] = here[i]; ct[i] = weight * (lambda[i] + carry * pulled[i]);")}
      storageBarrier();
      adjoint(origin, time, select(-weight, 0.0, call.path == 1u));
      velocity(origin, time);
      carry = onward / weight;
      ${numbered(shape, "sum[i] += pulled[i]; change[i] -= weight * vel[i]; here[i] = state[i] - onward * vel[i];")}
    }
    ${numbered(shape, "state[i] = change[i]; lambda[i] = sum[i];")}
  }
  ${owned(shape, "work[own + site] = lambda[i]; stages[start + site] = state[i];")}
  sync();
}`,
	);
}
