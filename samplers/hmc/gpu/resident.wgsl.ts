/**
 * Any number of whole trajectories of Hamiltonian Monte Carlo in one kernel. Fields and momenta
 * stay in registers, and the faces of the threads' boxes in workgroup memory
 * (samplers/hmc/gpu/tile.wgsl.ts). Global memory is used only when a chain is accepted, rejected or
 * stored. All loops over the sites of a box are unrolled.
 *
 * A kick updates all momenta of a box before any field, so the fields need no second copy.
 */
import {
	declarations,
	each,
	element,
	load,
	measurement,
	momenta,
	neighbourSum,
	placeOfBox,
	publication,
	store,
} from "./box.wgsl.js";
import { normalsPerBlock, randomSource, type Stream } from "./random.wgsl.js";
import { acceptSource, siteSource, structSource } from "./shared.wgsl.js";
import { sumFloats, sumOverThreads, sumSource } from "./sums.wgsl.js";
import { lanesOf, product, type Tiling, tileGeometry } from "./tile.wgsl.js";

/**
 * Operations of one site in `dimension` directions, counted in the source. A multiply-add, a
 * product and an addition count once each.
 */
export interface Operations {
	/** A kick with its drift: 2 d additions, 1 product, 3 multiply-adds. */
	readonly kick: number;
	/** The rest of a trajectory, integers: Philox, 10 rounds of 26 for two or four normals. */
	readonly integer: number;
	/**
	 * The rest of a trajectory, floats: 40 for logarithm, root, angle, scaling and first drift; 2 d +
	 * 34 for differences, action, and exact sums of S, M and (twice) q^2.
	 */
	readonly float: number;
}

export function operationsOf(dimension: number, stream: Stream): Operations {
	return {
		kick: 2 * dimension + 4,
		integer: 260 / normalsPerBlock(stream),
		float: 2 * dimension + 74,
	};
}

/** Number of workgroups for the chains of a job. */
export function residentGroups(tiling: Tiling, chains: number): number {
	return Math.ceil(chains / tiling.chains);
}

/** Source with the entry point `trajectories`. Bindings: fields, plans, results, stored, job, model. */
export function residentSource(
	tiling: Tiling,
	stream: Stream,
	guarded: boolean,
): string {
	const geometry = tileGeometry(tiling);
	const lanes = lanesOf(tiling);
	const { threads, chains, pages } = tiling;
	const rows = Math.max(geometry.slotCount, sumFloats);
	const shared =
		threads === 1
			? ""
			: `var<workgroup> room: array<array<array<f32, ${lanes}>, ${rows}>, ${pages}>;
var<workgroup> decisions: array<u32, ${chains}>;
`;
	const barrier = threads === 1 ? "" : "workgroupBarrier();";
	const turn = pages === 2 && threads > 1 ? "page = 1u - page;" : "";
	const publish = publication(geometry);
	const names = ["action", "total", "squares"];
	const sum = sumOverThreads(names, threads, "room[0]");
	return `${randomSource(stream)}${sumSource(guarded)}${structSource}${siteSource("f32")}${acceptSource}
@group(0) @binding(0) var<storage, read_write> fields: array<${element(tiling)}>;
@group(0) @binding(1) var<storage, read> plans: array<Plan>;
@group(0) @binding(2) var<storage, read_write> results: array<u32>;
@group(0) @binding(3) var<storage, read_write> stored: array<${element(tiling)}>;
@group(0) @binding(4) var<uniform> job: Job;
@group(0) @binding(5) var<uniform> model: Model;
${shared}
@compute @workgroup_size(${lanes})
fn trajectories(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let tile = lane % ${threads}u;
	let member = lane / ${threads}u;
	let wanted = job.begin + (group.x + group.y * groups.x) * ${chains}u + member;
	// Lanes beyond the chains repeat the last one and write nothing.
	let real = wanted < job.end;
	let chain = min(wanted, job.end - 1u);
	${placeOfBox(tiling)}
	let start = chain * ${product(tiling.shape)}u + corner;
	var page = 0u;
	${declarations(geometry)}
	${load(tiling, geometry)}
	var before = vec2f();
	var magnetisation = vec2f();
	${publish}
	${barrier}
	{
		var action = vec2f();
		var total = vec2f();
		var squares = vec2f();
		${measurement(tiling, geometry)}
		${sum}
		before = action;
		magnetisation = total;
		${barrier}
	}
	for (var trajectory = job.first; trajectory < job.last; trajectory++) {
		let plan = plans[trajectory];
		var action = vec2f();
		var total = vec2f();
		var squares = vec2f();
		${momenta(tiling, geometry, stream)}
		${each(geometry, (i) => `phi${i} = fma(plan.ends, mom${i}, phi${i});`)}
		${turn}
		${publish}
		${barrier}
		for (var kick = 0u; kick < plan.kicks; kick++) {
			let between = select(plan.odd, plan.even, (kick & 1u) == 0u);
			let c = select(between, plan.ends, kick + 1u == plan.kicks);
			${each(geometry, (i) => `mom${i} = kicked(mom${i}, phi${i}, ${neighbourSum(geometry, i)});`)}
			${pages === 1 ? barrier : ""}
			${each(geometry, (i) => `phi${i} = fma(c, mom${i}, phi${i});`)}
			${turn}
			${publish}
			${barrier}
		}
		${measurement(tiling, geometry)}
		${each(geometry, (i) => `squares = plus(squares, mom${i} * mom${i});`)}
		${sum}
		var accepted = false;
		if (tile == 0u) {
			let change = energyChange(before, action, squares, plan.energy);
			accepted = isFinite(change) && logAccept(plan.number, job.offset + chain, job.key) < -change;
			if (accepted) {
				before = action;
				magnetisation = total;
			}
			if (real) { leave(trajectory, chain, before, magnetisation, change, accepted); }
			${threads === 1 ? "" : "decisions[member] = select(0u, 1u, accepted);"}
		}
		${threads === 1 ? "" : "workgroupBarrier();\naccepted = decisions[member] == 1u;"}
		if (accepted) {
			if (real) { ${store(tiling, geometry, "fields", "start")} }
		} else {
			${load(tiling, geometry)}
		}
		let since = job.since + trajectory + 1u;
		if (job.every != 0u && since % job.every == 0u && real) {
			let entry = (since / job.every - 1u) * job.chains * ${product(tiling.shape)}u + start;
			${store(tiling, geometry, "stored", "entry")}
		}
	}
}
`;
}
