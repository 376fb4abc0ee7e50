/**
 * The frame of the equivariant flow's kernels on a GPU: the words of a dispatch, the buffers, the
 * loop over samples.
 *
 * `stages` holds the fields, `slots` of them for each sample. `work` holds d loss / d phi and the
 * score of each sample, then the regions of the workgroups. `sums` holds four pairs for each
 * sample: the divergence summed over stages, the squares of the latent normals, the action, and the
 * error of an inversion. A pair is a sum and the part that rounding took from it. A workgroup takes
 * every `groups`-th sample.
 */
import { vectorOf } from "./common.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

/** Words of the uniform buffer of a dispatch, in order. */
export const callWords = [
	"count",
	"groups",
	"slots",
	"steps",
	/** The first step to do, and the one after the last. */
	"begin",
	"end",
	/** 1 integrates from t = 1 to 0. */
	"back",
	/** The slot from which to start. */
	"source",
	/** The slot to work in, and 1 if every stage goes to a slot of its own from there on. */
	"slot",
	"keep",
	/** 1 omits the explicit dependence of log q on the parameters. */
	"path",
	/** 1 marks the first of several calls. */
	"first",
	/** Number of words of `work` before the regions. */
	"scratch",
	/** Layout of a workgroup's gradients: number of words, and the starts of those of nodes, traces and scales. */
	"words",
	"nodes",
	"traces",
	"scales",
	/** Always 0. */
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
	/** Like the multipliers, with modes instead of times. */
	spectra: ["read_write", numbers],
	stages: ["read_write", numbers],
	work: ["read_write", numbers],
	slices: ["read_write", numbers],
	sums: ["read_write", () => "array<vec2f>"],
	output: ["read_write", numbers],
} as const;

export type CnfBinding = keyof typeof buffers;

export interface CnfKernelSource {
	/** The bindings after the uniform buffer, which is binding 0. */
	readonly bindings: readonly CnfBinding[];
	/** The source. Its entry point is `main`. */
	readonly wgsl: string;
}

/** A kernel that calls `treat(sample, group)`, which `body` defines. */
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

/** Numbers of a thread, one for each site that it owns. */
export function fields(shape: CnfShape, ...names: readonly string[]): string {
	return names
		.map((name) => `var<private> ${name}: array<f32, ${shape.owned}>;`)
		.join("\n");
}

export const stageCode = `
// Half steps from the start of a step.
fn ahead(stage: u32) -> u32 { return (stage + 1u) / 2u; }
// Weight of a stage in units of h / 6.
fn weightOf(stage: u32) -> f32 { return select(1.0, 2.0, stage == 1u || stage == 2u); }
`;
