/** The passes of streamed HMC that add: S, M and q^2 of each workgroup, then of each chain, and the decision. */
import {
	around,
	bindings,
	components,
	type Frame,
	overItems,
	room,
} from "./frame.wgsl.js";
import { randomSource } from "./random.wgsl.js";
import { acceptSource, siteSource, structSource } from "./shared.wgsl.js";
import { sumOverThreads, sumSource } from "./sums.wgsl.js";

export function endSource(frame: Frame): string {
	const { lanes, sites, width, parts, guarded } = frame;
	const { before, pairs } = around(frame, "fields");
	const names = ["action", "total", "squares"];
	const lists = ["s", "phi", "q * q"].map((value, i) => {
		const terms =
			width === 1 ? [value] : components(`(${value})`, width).map(String);
		return terms
			.map((term) => `${names[i]} = plus(${names[i]}, ${term});`)
			.join("\n");
	});
	return `${sumSource(guarded)}${structSource}${siteSource(sites)}
${bindings([
	["fields", "read", `array<${sites}>`],
	["momenta", "read", `array<${sites}>`],
	["sums", "read_write", "array<vec2f>"],
	["job", "uniform", "Job"],
	["model", "uniform", "Model"],
])}
${room(lanes, 3)}${overItems(
	frame,
	"end",
	`var action = vec2f();
	var total = vec2f();
	var squares = vec2f();
	if (inside) {
		${before}
		let phi = fields[at];
		let q = momenta[at];
		var d = ${sites}();
		var sum = ${sites}();
		${pairs.map(([up]) => `d = ${up} - phi; sum = fma(d, d, sum);`).join("\n")}
		let s = siteAction(phi, sum);
		${lists.join("\n")}
	}
	${sumOverThreads(names, lanes, "room")}
	if (lane == 0u) {
		let place = 3u * (chain * ${parts}u + group.x);
		sums[place] = action;
		sums[place + 1u] = total;
		sums[place + 2u] = squares;
	}`,
)}`;
}

/** `first` only stores S and M before the first trajectory. Otherwise there is a decision. */
export function settleSource(frame: Frame, first: boolean): string {
	const { stream, parts, lanes, guarded } = frame;
	const names = ["action", "total", "squares"];
	const head = first
		? bindings([
				["sums", "read", "array<vec2f>"],
				["state", "read_write", "array<vec4f>"],
				["job", "uniform", "Job"],
			])
		: bindings([
				["sums", "read", "array<vec2f>"],
				["state", "read_write", "array<vec4f>"],
				["start", "read", "array<vec2f>"],
				["results", "read_write", "array<u32>"],
				["flags", "read_write", "array<u32>"],
				["plans", "read", "array<Plan>"],
				["job", "uniform", "Job"],
			]);
	const decide = first
		? "state[chain] = vec4f(action, total);"
		: `let plan = plans[job.first];
		let before = state[chain];
		let change = energyChange(before.xy, action, squares, plan.energy);
		let accepted = isFinite(change) && logAccept(plan.number, job.offset + chain, job.key) < -change;
		let after = select(before, vec4f(action, total), accepted);
		state[chain] = after;
		flags[chain] = select(0u, 1u, accepted);
		leave(job.first, chain, after.xy, after.zw, change, accepted);`;
	return `${first ? "" : randomSource(stream)}${sumSource(guarded)}${structSource}
${head}
${first ? "" : acceptSource}
${room(lanes, 3)}
@compute @workgroup_size(${lanes})
fn ${first ? "open" : "settle"}(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let chain = job.begin + group.y + group.z * groups.y;
	if (chain >= job.end) { return; }
	let tile = lane;
	var action = vec2f();
	var total = vec2f();
	var squares = vec2f();
	for (var part = lane; part < ${parts}u; part += ${lanes}u) {
		let place = chain * ${parts}u + part;
		action = join(action, sums[3u * place]);
		total = join(total, sums[3u * place + 1u]);
		squares = join(squares, sums[3u * place + 2u]);
		${first ? "" : "squares = join(squares, start[place]);"}
	}
	${sumOverThreads(names, lanes, "room")}
	if (lane == 0u) {
		${decide}
	}
}
`;
}
