/**
 * Tables of the equivariant flow on a GPU, from its kernel in the basis of time, and the gradients
 * back:
 *
 *   spectra[m, f, k] = sum_o character[k][o] modes[o, f, m] / V,
 *   multipliers[t, f, k] = sum_m K_m(t) spectra[m, f, k],     G[t, u] = sum_f W^f_0(t) T_f(u).
 *
 * A sum over orbits with the characters is the Hartley transform of a field that is constant on
 * orbits. `basis` holds K_m(t), [times, modes], then W^f_0(t), [times, channels].
 */

import { literal } from "../../../tensor/gpu/wgsl-text.js";
import {
	at,
	geometryOffsets,
	threadCode,
	transformCode,
} from "./common.wgsl.js";
import {
	type CnfBinding,
	type CnfKernelSource,
	cnfKernel,
	declarations,
} from "./kernel.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** Threads of a workgroup in kernels over words. */
export const wordThreads = 64;

/** Words of the multipliers of one time, or of the spectra of one mode. */
export function spectrumWords({ channels, orbits }: CnfShape): number {
	return channels * orbits;
}

/** `modes` to `spectra`. A workgroup takes a chunk of the `bonds` x `modes` fields (f, m). */
export function spectraKernel(shape: CnfShape, modes: number): CnfKernelSource {
	return orbitSums(
		shape,
		modes,
		["geometry", "modes", "spectra"],
		(mode) => mode,
		(spectrum, field) =>
			`${spectrum} = ${literal(1 / shape.sites)} * ${field};`,
	);
}

/** Gradients of `spectra` to those of `modes`. */
export function modesKernel(shape: CnfShape, modes: number): CnfKernelSource {
	return orbitSums(
		shape,
		modes,
		["geometry", "spectra", "modes"],
		(_mode, spectrum, size) => `${spectrum} / ${size}`,
		(_spectrum, field, mode, size) =>
			`${mode} = ${literal(1 / shape.sites)} * ${size} * ${field};`,
	);
}

function orbitSums(
	shape: CnfShape,
	modes: number,
	bindings: readonly CnfBinding[],
	from: (mode: string, spectrum: string, size: string) => string,
	to: (spectrum: string, field: string, mode: string, size: string) => string,
): CnfKernelSource {
	const { sites, chunk, threads, places, bonds, orbits, width, channels } =
		shape;
	const { start, members } = geometryOffsets(shape);
	const line = at(shape, `c * ${places}u + place(site)`);
	const mode = `modes[orbit * ${bonds * modes}u + q]`;
	const spectrum = `spectra[${width}u * (((q % ${modes}u) * ${channels / width}u + f / ${width}u) * ${orbits}u + orbit) + f % ${width}u]`;
	const size = `f32(geometry[${start}u + orbit + 1u] - geometry[${start}u + orbit])`;
	return cnfKernel(
		shape,
		bindings,
		`${threadCode(shape)}${transformCode(shape)}
fn treat(sample: u32, group: u32) {
  for (var task = tid; task < ${chunk * sites}u; task += ${threads}u) {
    let c = task / ${sites}u;
    let site = task % ${sites}u;
    let orbit = geometry[site];
    let q = sample * ${chunk}u + c;
    let f = q / ${modes}u;
    var value = 0.0;
    if (q < ${bonds * modes}u) { value = ${from(mode, spectrum, size)}; }
    ${line} = value;
  }
  sync();
  transform(${chunk}u);
  for (var task = tid; task < ${chunk * orbits}u; task += ${threads}u) {
    let c = task / ${orbits}u;
    let orbit = task % ${orbits}u;
    let site = geometry[${members}u + geometry[${start}u + orbit]];
    let q = sample * ${chunk}u + c;
    let f = q / ${modes}u;
    if (q < ${bonds * modes}u) { ${to(spectrum, line, mode, size)} }
  }
  sync();
}`,
	);
}

/** `spectra` to the `multipliers` of every time. Workgroups run over words and times. */
export function multipliersKernel(
	shape: CnfShape,
	modes: number,
): CnfKernelSource {
	const words = spectrumWords(shape);
	return wordKernel(
		shape,
		["basis", "spectra", "output"],
		words,
		times,
		`for (var m = 0u; m < ${modes}u; m++) {
    sum += basis[row * ${modes}u + m] * spectra[m * ${words}u + word];
  }
  output[row * ${words}u + word] = sum;`,
	);
}

/** Gradients of the multipliers, in `output`, to those of `spectra`. Workgroups run over words and modes. */
export function spectraGradientKernel(
	shape: CnfShape,
	modes: number,
): CnfKernelSource {
	const words = spectrumWords(shape);
	return wordKernel(
		shape,
		["basis", "spectra", "output"],
		words,
		`${modes}u`,
		`for (var time = 0u; time < ${times}; time++) {
    sum += basis[time * ${modes}u + row] * output[time * ${words}u + word];
  }
  spectra[row * ${words}u + word] = sum;`,
	);
}

/** G of every time, to `output` after the scales of the prior. Workgroups run over rows and times. */
export function profilesKernel(
	shape: CnfShape,
	modes: number,
): CnfKernelSource {
	const { rows, channels, width, bonds, orbits } = shape;
	return wordKernel(
		shape,
		["basis", "input", "output"],
		rows,
		times,
		`let first = ${times} * ${modes}u + row * ${channels}u;
  for (var f = 0u; f < ${bonds}u; f++) {
    sum += basis[first + f] * input[${width}u * ((f / ${width}u) * ${rows}u + word) + f % ${width}u];
  }
  output[${orbits}u + row * ${rows}u + word] = sum;`,
	);
}

const times = "(2u * call.steps + 1u)";

/** One thread for each of `words`, and one `row` of workgroups for each index. */
function wordKernel(
	shape: CnfShape,
	bindings: readonly CnfBinding[],
	words: number,
	rowCount: string,
	body: string,
): CnfKernelSource {
	return {
		bindings,
		wgsl: `${declarations(shape, bindings)}
@compute @workgroup_size(${wordThreads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.x;
  let row = id.y;
  if (word >= ${words}u || row >= ${rowCount}) { return; }
  var sum = 0.0;
  ${body}
}
`,
	};
}
