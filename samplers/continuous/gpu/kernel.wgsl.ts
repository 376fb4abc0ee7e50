/**
 * The frame of the equivariant flow's kernels on a GPU: the words of a dispatch, the buffers, the loop
 * over samples.
 *
 * Fields are in `stages`, `slots` of them for each sample; `work` has d loss / d phi and the score of
 * each sample, then regions of the workgroups; `sums` has four pairs, a sum and what rounding took from
 * it, for each sample: the divergence summed over stages, squares of the latent normals, the action, and
 * how far an inversion is. A workgroup takes every `groups`-th sample.
 */
import { vectorOf } from "./common.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** Words of the uniform buffer of a dispatch, in order. */
export const callWords = [
	"count",
	"groups",
	"slots",
	"steps",
	/** Steps to do: the first, and the one after the last. */
	"begin",
	"end",
	/** 1: from t = 1 to 0. */
	"back",
	/** Slot to start from. */
	"source",
	/** Slot to work in, and 1 where every stage goes to one of its own from there on. */
	"slot",
	"keep",
	/** 1: log q's explicit dependence on the parameters is left out. */
	"path",
	/** 1: the first of several calls. */
	"first",
	/** Words of `work` before the regions. */
	"scratch",
	/** Of a workgroup's gradients: words, and where those of nodes, traces and scales begin. */
	"words",
	"nodes",
	"traces",
	"scales",
	/** 0. */
	"zero",
] as const;

/** Pairs of `sums` for each sample. */
export const sumPairs = 4;

const vectors = (shape: CnfShape) => `array<${vectorOf(shape)}>`;
const numbers = () => "array<f32>";

const buffers = {
	nodes: ["read", vectors],
	multipliers: ["read", vectors],
	/** [orbits] sigma_k / V, then [times, rows] coefficients of G. */
	profiles: ["read", numbers],
	geometry: ["read", () => "array<u32>"],
	input: ["read", numbers],
	/** [times, modes] K_m(t), then [times, channels] W^f_0(t). */
	basis: ["read", numbers],
	/** [orbits, F, modes]. */
	modes: ["read_write", numbers],
	/** As the multipliers, of modes in place of times. */
	spectra: ["read_write", numbers],
	stages: ["read_write", numbers],
	work: ["read_write", numbers],
	slices: ["read_write", numbers],
	sums: ["read_write", () => "array<vec2f>"],
	output: ["read_write", numbers],
} as const;

export type CnfBinding = keyof typeof buffers;

export interface CnfKernelSource {
	/** After the uniform buffer, which is binding 0. */
	readonly bindings: readonly CnfBinding[];
	/** With the entry point `main`. */
	readonly wgsl: string;
}

/** A kernel of `treat(sample, group)`, which `body` defines. */
export function cnfKernel(
	shape: CnfShape,
	bindings: readonly CnfBinding[],
	body: string,
): CnfKernelSource {
	const regions = body.includes("work[region") && !bindings.includes("work");
	const used = regions ? [...bindings, "work" as const] : bindings;
	const wgsl = `${declarations(shape, used)}
${body}
@compute @workgroup_size(${shape.threads})
fn main(@builtin(local_invocation_index) index: u32, @builtin(workgroup_id) group: vec3u) {
  tid = index;
  region = call.scratch + group.x * ${shape.regionWords}u;
  for (var sample = group.x; sample < call.count; sample += call.groups) { treat(sample, group.x); }
}
`;
	return { bindings: used, wgsl };
}

export function declarations(
	shape: CnfShape,
	bindings: readonly CnfBinding[],
): string {
	const lines = bindings.map((name, i) => {
		const [access, type] = buffers[name];
		return `@group(0) @binding(${i + 1}) var<storage, ${access}> ${name}: ${type(shape)};`;
	});
	return `struct Call { ${callWords.map((word) => `${word}: u32`).join(", ")} }
@group(0) @binding(0) var<uniform> call: Call;
${lines.join("\n")}`;
}

/** Numbers of a thread, one for each site it owns. */
export function fields(shape: CnfShape, ...names: readonly string[]): string {
	return names
		.map((name) => `var<private> ${name}: array<f32, ${shape.owned}>;`)
		.join("\n");
}

export const stageCode = `
// Halves of a step from its start.
fn ahead(stage: u32) -> u32 { return (stage + 1u) / 2u; }
// Weight of a stage in units of h / 6.
fn weightOf(stage: u32) -> f32 { return select(1.0, 2.0, stage == 1u || stage == 2u); }
`;
