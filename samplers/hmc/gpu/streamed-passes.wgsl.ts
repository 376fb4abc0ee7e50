/** The passes of streamed HMC that move fields: momenta and first drift, kicks, accepted fields. */
import {
	around,
	bindings,
	components,
	type Frame,
	overItems,
	room,
} from "./frame.wgsl.js";
import { normalsPerBlock, randomSource } from "./random.wgsl.js";
import { siteSource, structSource } from "./shared.wgsl.js";
import { sumOverThreads, sumSource } from "./sums.wgsl.js";

/** Kinds of drift, for the uniform `drift` of a kick: after even kicks, odd kicks, the last. */
export const driftKinds = { even: 0, odd: 1, ends: 2 } as const;

export function beginSource(frame: Frame): string {
	const { stream, lanes, width, sites, parts, guarded } = frame;
	const n = normalsPerBlock(stream);
	const draw = (group: string) =>
		`normals(${group}, plan.number, job.offset + chain, job.key)`;
	const z =
		width === 1
			? `${draw(`item / ${n}u`)}[item % ${n}u]`
			: n === 4
				? draw("item")
				: `vec4f(${draw("2u * item")}, ${draw("2u * item + 1u")})`;
	return `${randomSource(stream)}${sumSource(guarded)}${structSource}
${bindings([
	["current", "read", `array<${sites}>`],
	["moved", "read_write", `array<${sites}>`],
	["momenta", "read_write", `array<${sites}>`],
	["sums", "read_write", "array<vec2f>"],
	["plans", "read", "array<Plan>"],
	["job", "uniform", "Job"],
])}
${room(lanes, 1)}${overItems(
	frame,
	"begin",
	`let plan = plans[job.first];
	var squares = vec2f();
	if (inside) {
		let q = ${z} * plan.inverse;
		momenta[at] = q;
		moved[at] = fma(${sites}(plan.ends), q, current[at]);
		${components("q", width)
			.map((q) => `squares = plus(squares, -(${q} * ${q}));`)
			.join("\n")}
	}
	${sumOverThreads(["squares"], lanes, "room")}
	if (lane == 0u) { sums[chain * ${parts}u + group.x] = squares; }`,
)}`;
}

export function kickSource(frame: Frame): string {
	const { sites } = frame;
	const { before, pairs } = around(frame, "input");
	const sum = pairs.map(([a, b]) => `(${a} + ${b})`).join(" + ");
	return `${structSource}${siteSource(sites)}
${bindings([
	["input", "read", `array<${sites}>`],
	["output", "read_write", `array<${sites}>`],
	["momenta", "read_write", `array<${sites}>`],
	["plans", "read", "array<Plan>"],
	["job", "uniform", "Job"],
	["model", "uniform", "Model"],
	["drift", "uniform", "u32"],
])}
${overItems(
	frame,
	"kick",
	`if (!inside) { return; }
	let plan = plans[job.first];
	let c = select(select(plan.odd, plan.even, drift == ${driftKinds.even}u), plan.ends, drift == ${driftKinds.ends}u);
	${before}
	let phi = input[at];
	let q = kicked(momenta[at], phi, ${sum});
	momenta[at] = q;
	output[at] = fma(${sites}(c), q, phi);`,
)}`;
}

export function keepSource(frame: Frame): string {
	const { sites, items } = frame;
	return `${structSource}
${bindings([
	["moved", "read", `array<${sites}>`],
	["current", "read_write", `array<${sites}>`],
	["stored", "read_write", `array<${sites}>`],
	["flags", "read", "array<u32>"],
	["job", "uniform", "Job"],
])}
${overItems(
	frame,
	"keep",
	`if (!inside) { return; }
	let accepted = flags[chain] == 1u;
	if (accepted) { current[at] = moved[at]; }
	let since = job.since + job.first + 1u;
	if (job.every != 0u && since % job.every == 0u) {
		stored[(since / job.every - 1u) * job.chains * ${items}u + at] = current[at];
	}`,
)}`;
}
