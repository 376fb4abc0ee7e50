/** Trajectories of the equivariant flow on a GPU with RK4, and the free field from which they start. */

import { literal } from "../../../tensor/gpu/wgsl-text.js";
import {
	at,
	numbered,
	owned,
	threadCode,
	transformCode,
} from "./common.wgsl.js";
import { evaluateCode, velocityCode } from "./field.wgsl.js";
import {
	type CnfKernelSource,
	cnfKernel,
	fields,
	stageCode,
	sumPairs,
} from "./kernel.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";
import { splineCode } from "./spline.wgsl.js";

/**
 * Takes slot `source` through the steps `begin` to `end`. The result goes to slot `slot`. With
 * `keep`, every stage goes to a slot of its own from there on. The divergence is summed in units of
 * h / 6.
 */
export function integrateKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		["nodes", "multipliers", "profiles", "geometry", "stages", "sums"],
		`${threadCode(shape)}${transformCode(shape)}${splineCode(shape)}${evaluateCode(shape)}${velocityCode(shape)}${stageCode}
${fields(shape, "here", "state", "slope")}
fn treat(sample: u32, group: u32) {
  let base = sample * call.slots * ${sites}u;
  var origin = base + call.slot * ${sites}u;
  ${owned(shape, `here[i] = stages[base + call.source * ${sites}u + site]; stages[origin + site] = here[i];`)}
  storageBarrier();
  let back = call.back == 1u;
  let h = select(1.0, -1.0, back) / f32(call.steps);
  var rate = vec2f();
  for (var step = call.begin; step < call.end; step++) {
    ${numbered(shape, "state[i] = here[i]; slope[i] = 0.0;")}
    for (var stage = 0u; stage < 4u; stage++) {
      let time = select(2u * step + ahead(stage), 2u * (call.steps - step) - ahead(stage), back);
      velocity(origin, time);
      let weight = weightOf(stage);
      let onward = select(0.5 * h, h, stage == 2u);
      origin += call.keep * ${sites}u;
      ${owned(
				shape,
				`let spot = locate(here[i]);
        rate = plus(rate, weight * dot(spot.slope, profile(time, spot.row)));
        slope[i] += weight * vel[i];
        here[i] = state[i] + select(onward * vel[i], h / 6.0 * slope[i], stage == 3u);
        stages[origin + site] = here[i];`,
			)}
      storageBarrier();
    }
  }
  let integral = total(rate);
  if (tid == 0u) {
    let place = sample * ${sumPairs}u;
    if (call.begin > 0u) {
      let sum = plus(sums[place], integral.x);
      sums[place] = vec2f(sum.x, sum.y + integral.y);
    } else {
      sums[place] = integral;
    }
  }
}`,
	);
}

/** Maps latent normals in `input` to the free field in slot `slot`, and sums their squares. */
export function priorKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		["profiles", "geometry", "input", "stages", "sums"],
		filterCode(shape, {
			read: `input[sample * ${sites}u + site]`,
			factor: "profiles[geometry[site]]",
			write: `stages[(sample * call.slots + call.slot) * ${sites}u + site]`,
			squares: "before",
		}),
	);
}

/** Maps the free field in slot `source` to latent normals in `output`, and sums their squares. */
export function priorInverseKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		["profiles", "geometry", "stages", "output", "sums"],
		filterCode(shape, {
			read: `stages[(sample * call.slots + call.source) * ${sites}u + site]`,
			factor: `${literal(1 / sites ** 2)} / profiles[geometry[site]]`,
			write: `output[sample * ${sites}u + site]`,
			squares: "after",
		}),
	);
}

/** Score of the free field, -P^{-1} z at phi_0 = P z, from latent normals z in `input`. */
export function priorScoreKernel(shape: CnfShape): CnfKernelSource {
	const { sites } = shape;
	return cnfKernel(
		shape,
		["profiles", "geometry", "input", "work"],
		filterCode(shape, {
			read: `input[sample * ${sites}u + site]`,
			factor: `${literal(-1 / sites ** 2)} / profiles[geometry[site]]`,
			write: `work[(2u * sample + 1u) * ${sites}u + site]`,
		}),
	);
}

/** A product with one factor per momentum. */
function filterCode(
	shape: CnfShape,
	{
		read,
		factor,
		write,
		squares,
	}: {
		readonly read: string;
		readonly factor: string;
		readonly write: string;
		/** Whether the squares of the numbers before or after the product are summed. */
		readonly squares?: "before" | "after";
	},
): string {
	const line = at(shape, "place(site)");
	const sum = "squares = plus(squares, value * value);";
	return `${threadCode(shape)}${transformCode(shape)}
fn treat(sample: u32, group: u32) {
  var squares = vec2f();
  ${owned(shape, `let value = ${read}; ${line} = value; ${squares === "before" ? sum : ""}`)}
  for (var turn = 0u; turn < 2u; turn++) {
    sync();
    transform(1u);
    if (turn == 0u) {
      ${owned(shape, `${line} *= ${factor};`)}
    } else {
      ${owned(shape, `let value = ${line}; ${write} = value; ${squares === "after" ? sum : ""}`)}
    }
  }
  ${
		squares === undefined
			? ""
			: `let squared = total(squares);
  if (tid == 0u) { sums[sample * ${sumPairs}u + 1u] = squared; }`
	}
  sync();
}`;
}
