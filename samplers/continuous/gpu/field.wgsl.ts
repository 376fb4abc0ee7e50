/**
 * The vector field of the equivariant flow at one time, and its adjoint, for one sample per
 * workgroup:
 *
 *   v_x = sum_f sum_y W^f_{x-y} g_f(phi_y),      div v = sum_x G'(phi_x),   G = sum_f W^f_0 g_f.
 *
 * The channels g_f are splines (samplers/continuous/gpu/spline.wgsl.ts), and the convolution is a
 * product in Hartley space. Both functions are one loop around a single call of the transform. Its
 * code is most of the kernel, and several calls would repeat it.
 */
import {
	at,
	channelsAt,
	multiplierIndex,
	numbered,
	owned,
	part,
	vector,
} from "./common.wgsl.js";
import { learnCode, spectrumAt } from "./learn.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** Writes the channels of a chunk, at the field that starts at `stages[origin]`, to the lines. */
export function evaluateCode(shape: CnfShape): string {
	const { sites, chunk, width, threads } = shape;
	const groups = chunk / width;
	return `
fn evaluate(origin: u32, chunk: u32) {
  for (var task = tid; task < ${sites * groups}u; task += ${threads}u) {
    let site = task % ${sites}u;
    let g = task / ${sites}u;
    let p = place(site);
    let spot = locate(stages[origin + site]);
    let value = spline(chunk * ${groups}u + g, spot.row, spot.weight);
    ${channelsAt(shape)
			.map((field, c) => `${field} = value${part(shape, c)};`)
			.join(" ")}
  }
}
`;
}

/** velocity(origin, time) writes v at the field at `stages[origin]`, which all threads see, to `vel`. */
export function velocityCode(shape: CnfShape): string {
	const { chunk, width, channels } = shape;
	const groups = chunk / width;
	const line = at(shape, "place(site)");
	const terms = channelsAt(shape)
		.map((field, c) => `w${part(shape, c)} * ${field}`)
		.join(" + ");
	return `
var<private> vel: array<f32, ${shape.owned}>;
fn velocity(origin: u32, time: u32) {
  ${numbered(shape, "vel[i] = 0.0;")}
  for (var chunk = 0u; chunk <= ${channels / chunk}u; chunk++) {
    let last = chunk == ${channels / chunk}u;
    if (last) {
      ${owned(shape, `${line} = vel[i];`)}
    } else {
      evaluate(origin, chunk);
    }
    sync();
    transform(select(${chunk}u, 1u, last));
    if (last) {
      ${owned(shape, `vel[i] = ${line};`)}
    } else {
      ${owned(
				shape,
				`let p = place(site); let orbit = geometry[site]; var sum = vel[i];
      for (var g = 0u; g < ${groups}u; g++) {
        let w = multipliers[${multiplierIndex(shape, `chunk * ${groups}u + g`)}];
        sum += ${terms};
      }
      vel[i] = sum;`,
			)}
    }
    sync();
  }
}
`;
}

/**
 * adjoint(origin, time, share) reads d loss / d v from `ct`, and d loss / d div = share. It writes
 * d loss / d phi at the field at `stages[origin]` to `pulled`. A copy of the thread's own sites of
 * that field is in `here`. With `learn` it also adds to the gradients of the tables. Phase 0
 * transforms the cotangent. Then each chunk transforms its channels, for the gradient of the
 * multipliers, and the multiplied cotangent back.
 */
export function adjointCode(shape: CnfShape, learn: boolean): string {
	const { chunk, width, channels } = shape;
	const groups = chunk / width;
	const line = at(shape, "place(site)");
	const fields = channelsAt(shape);
	const scaled = fields
		.map((field, c) => `${field} = s * w${part(shape, c)};`)
		.join(" ");
	const product = width === 1 ? "slope * r" : "dot(slope, r)";
	const largest = learn
		? `most = max(most, ${largestBits(shape, "(1.0 + spot.beyond) * r")});`
		: "";
	return `
var<private> ct: array<f32, ${shape.owned}>;
var<private> pulled: array<f32, ${shape.owned}>;
var<private> spectrum: array<f32, ${shape.owned}>;
${learn ? learnCode(shape) : ""}
fn adjoint(origin: u32, time: u32, share: f32) {
  for (var phase = 0u; phase <= ${(learn ? 2 : 1) * (channels / chunk)}u; phase++) {
    let first = phase == 0u;
    let forth = ${learn ? "phase % 2u == 1u" : "false"};
    let chunk = ${learn ? "(max(phase, 1u) - 1u) / 2u" : "max(phase, 1u) - 1u"};
    if (first) {
      ${owned(shape, `${line} = ct[i];`)}
    } else if (forth) {
      ${learn ? "evaluate(origin, chunk);" : ""}
    } else {
      ${owned(
				shape,
				`let p = place(site); let orbit = geometry[site]; let s = spectrum[i];
      for (var g = 0u; g < ${groups}u; g++) {
        let w = multipliers[${multiplierIndex(shape, `chunk * ${groups}u + g`)}];
        ${scaled}
      }`,
			)}
    }
    sync();
    transform(select(${chunk}u, 1u, first));
    if (first) {
      ${owned(
				shape,
				`spectrum[i] = ${line};
      ${learn ? `${spectrumAt(shape, "site")} = spectrum[i];` : ""}
      pulled[i] = share * curvature(here[i], profile(time, locate(here[i]).row));`,
			)}
      ${learn ? "if (share != 0.0) { learnProfile(time, share); }" : ""}
      sync();
    } else if (forth) {
      ${learn ? "learnMultipliers(time, chunk);" : ""}
    } else {
      var most = 0u;
      var row = 0u;
      ${owned(
				shape,
				`let p = place(site); let spot = locate(here[i]); var sum = pulled[i];
      for (var g = 0u; g < ${groups}u; g++) {
        let r = ${vector(shape, fields)};
        let slope = spline(chunk * ${groups}u + g, spot.row, spot.slope);
        sum += ${product};
        ${largest}
      }
      pulled[i] = sum;
      row = max(row, spot.row);`,
			)}
      ${learn ? "learnNodes(origin, chunk, most, row);" : ""}
    }
  }
}
`;
}

/**
 * The largest absolute value of a vector as bits. Non-negative numbers have the order of their
 * bits, and NaN lies above all of them.
 */
function largestBits(shape: CnfShape, expression: string): string {
	const bits = Array.from(
		{ length: shape.width },
		(_, c) => `bitcast<u32>(abs(${expression})${part(shape, c)})`,
	);
	return bits.reduce((a, b) => `max(${a}, ${b})`);
}
