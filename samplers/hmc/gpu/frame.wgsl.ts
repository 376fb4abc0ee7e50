/**
 * Kernels over chains in global memory: addressing, bindings, neighbours. A thread treats an item:
 * four sites of a row if the length of rows is a multiple of four, otherwise one site.
 */
import { element } from "../../../core/elements.js";
import type { Stream } from "./random.wgsl.js";
import { stridesOf } from "./tile.wgsl.js";

export interface StreamedSetup {
	readonly shape: readonly number[];
	readonly stream: Stream;
	/** Whether the device's compiler reorders sums (samplers/hmc/gpu/sums.wgsl.ts). */
	readonly guarded: boolean;
	/** Most threads of a workgroup. A power of two. */
	readonly lanes: number;
}

export interface Frame extends StreamedSetup {
	/** Sites of an item. */
	readonly width: 1 | 4;
	readonly sites: "f32" | "vec4f";
	/** Items of a chain, and in each direction. */
	readonly items: number;
	readonly cells: readonly number[];
	readonly parts: number;
}

type Access = "read" | "read_write" | "uniform";

/** Bindings in order. */
export function bindings(
	list: readonly (readonly [name: string, access: Access, type: string])[],
): string {
	return list
		.map(([name, access, type], i) => {
			const space = access === "uniform" ? access : `storage, ${access}`;
			return `@group(0) @binding(${i}) var<${space}> ${name}: ${type};`;
		})
		.join("\n");
}

/** A kernel over the items of all chains of the job. `body` sees chain, item, at, inside and lane. */
export function overItems(frame: Frame, entry: string, body: string): string {
	const { lanes, items } = frame;
	return `
@compute @workgroup_size(${lanes})
fn ${entry}(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let chain = job.begin + group.y + group.z * groups.y;
	if (chain >= job.end) { return; }
	let item = group.x * ${lanes}u + lane;
	let inside = item < ${items}u;
	let at = chain * ${items}u + item;
	let tile = lane;
	${body}
}
`;
}

export const room = (lanes: number, names: number) =>
	`var<workgroup> room: array<array<f32, ${lanes}>, ${2 * names}>;\n`;

/** The components of a value of type `sites`. */
export function components(value: string, width: 1 | 4): string[] {
	return width === 1
		? [value]
		: ["x", "y", "z", "w"].map((part) => `${value}.${part}`);
}

/**
 * Expressions for the forward and backward neighbours of an item in each direction, and the
 * statements that they need.
 */
export function around(
	{ cells, width }: Frame,
	from: string,
): { readonly before: string; readonly pairs: (readonly [string, string])[] } {
	const lines: string[] = [];
	const strides = stridesOf(cells);
	const pairs = cells.map((extent, mu) => {
		const step = element(strides, mu);
		const span = `${(extent - 1) * step}u`;
		lines.push(
			`let x${mu} = (item / ${step}u) % ${extent}u;`,
			`let up${mu} = select(at + ${step}u, at - ${span}, x${mu} == ${extent - 1}u);`,
			`let down${mu} = select(at - ${step}u, at + ${span}, x${mu} == 0u);`,
		);
		const forward = `${from}[up${mu}]`;
		const backward = `${from}[down${mu}]`;
		return width === 4 && mu === cells.length - 1
			? ([
					`vec4f(phi.yzw, ${forward}.x)`,
					`vec4f(${backward}.w, phi.xyz)`,
				] as const)
			: ([forward, backward] as const);
	});
	return { before: lines.join("\n"), pairs };
}
