/** Heat bath and overrelaxation of links, in two and four dimensions, compared with the same loops in C++. */
import type { Wilson } from "../actions/action.js";
import { linkAlgebras } from "../actions/gauge/links/registry.js";
import type { Step } from "../samplers/chain/local/program.js";
import { LinkBlock } from "../samplers/heatbath/gauge/simd/block.js";
import { type CppCase, compareWithCpp } from "./beside-cpp.js";
import type { BenchPart } from "./part.js";
import { spentBy } from "./spent.js";

interface SweepCase {
	readonly group: Wilson["group"];
	readonly kind: "heatBath" | "overrelax";
	readonly directions: number;
	readonly extent: number;
	/** Link updates of one sample, which takes some tens of milliseconds. */
	readonly updates: number;
}

const cases: readonly SweepCase[] = (
	[
		["U1", 2e5],
		["SU2", 1e5],
		["SU3", 4e4],
	] as const
).flatMap(([group, updates]) =>
	(
		[
			[2, 16],
			[4, 8],
		] as const
	).flatMap(([directions, extent]) =>
		(["heatBath", "overrelax"] as const).map((kind) => ({
			group,
			kind,
			directions,
			extent,
			updates,
		})),
	),
);

const linksOf = ({ directions, extent }: SweepCase) =>
	directions * extent ** directions;

const sweepsOf = (one: SweepCase, chains: number) =>
	Math.max(1, Math.round(one.updates / (linksOf(one) * chains)));

/** As in the C++ program. */
const betas = { U1: 2.2, SU2: 2.2, SU3: 5.7 } as const;
const thermalisation = 20;

function kernelTask(one: SweepCase): CppCase["ours"] {
	const { group, kind, directions, extent } = one;
	const block = new LinkBlock({
		kind: "wilson",
		group,
		beta: betas[group],
		shape: Array<number>(directions).fill(extent),
		key: [1, 2],
		winding: false,
	});
	const { reals, identity } = linkAlgebras[group];
	const links = new Float64Array(linksOf(one) * reals);
	for (let at = 0; at < links.length; at += reals) identity(links, at);
	for (let lane = 0; lane < block.lanes; lane++) block.insert(lane, links);
	const sweeps = sweepsOf(one, block.lanes);
	const steps: readonly Step[] = [{ kind, count: sweeps }];
	let next = 0;
	const thermal: readonly Step[] = [
		{ kind: "heatBath", count: thermalisation },
	];
	block.sweep(next++, 0, thermal);
	return {
		work: sweeps * linksOf(one) * block.lanes,
		run() {
			return Promise.resolve(
				spentBy(() => {
					block.sweep(next++, 0, steps);
				}),
			);
		},
	};
}

export const heatbathLinks: BenchPart = {
	name: "heatbath-links",
	label: "heat bath and overrelaxation of links beside C++, one thread",
	compares: true,
	run: (print, setting) =>
		compareWithCpp(
			{
				source: "link-sweeps.cpp",
				headings: ["group", "lattice", "sweep", "million link updates/s:"],
				cases: cases.map((one) => ({
					cells: [one.group, `${one.extent}^${one.directions}`, one.kind, ""],
					precision: "float64" as const,
					ours: kernelTask(one),
					theirs(chains: number) {
						const { group, kind, directions, extent } = one;
						const sweeps = sweepsOf(one, chains);
						return {
							line: `${group} ${kind} ${directions} ${extent} ${chains} ${sweeps}`,
							work: sweeps * linksOf(one) * chains,
						};
					},
				})),
				widths: { float32: [], float64: [1, 2, 4] },
				unit: 1e6,
				decimals: 2,
			},
			print,
			setting,
		),
};
