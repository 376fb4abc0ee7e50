/** The passes of HMC of links, in two and four dimensions, compared with the same loops in C++. */
import type { Wilson } from "../actions/action.js";
import { loadKernel } from "../core/kernels/load.js";
import { schedule } from "../samplers/hmc/integrator.js";
import {
	linkKernelName,
	prepareLinks,
} from "../samplers/hmc/simd/gauge/memory.js";
import { setPlan } from "../samplers/hmc/simd/plan.js";
import { type CppCase, compareWithCpp } from "./beside-cpp.js";
import type { BenchPart } from "./part.js";
import { spentBy } from "./spent.js";

interface LinkCase {
	readonly group: Wilson["group"];
	readonly directions: number;
	readonly extent: number;
	/** Link updates of one sample, which takes some milliseconds. */
	readonly updates: number;
}

const cases: readonly LinkCase[] = [
	{ group: "U1", directions: 2, extent: 16, updates: 4e5 },
	{ group: "U1", directions: 4, extent: 8, updates: 2e5 },
	{ group: "SU2", directions: 2, extent: 16, updates: 1e5 },
	{ group: "SU2", directions: 4, extent: 8, updates: 5e4 },
	{ group: "SU3", directions: 2, extent: 16, updates: 2e4 },
	{ group: "SU3", directions: 4, extent: 8, updates: 1e4 },
];

const linksOf = ({ directions, extent }: LinkCase) =>
	directions * extent ** directions;

const passesOf = (one: LinkCase, chains: number) =>
	Math.max(1, Math.round(one.updates / (linksOf(one) * chains)));

function kernelTask(one: LinkCase): CppCase["ours"] {
	const { group, directions, extent } = one;
	const { exports: kernel, heap } = loadKernel(linkKernelName(group));
	const shape = Array<number>(directions).fill(extent);
	const { lanes, field } = prepareLinks(kernel, heap, {
		kind: "wilson",
		group,
		beta: 2,
		shape,
		key: [1, 2],
	});
	const unit = field.view.length / linksOf(one);
	field.view.fill(0);
	for (let i = 0; i < field.view.length; i += unit)
		for (const place of { U1: [], SU2: [0], SU3: [0, 8, 16] }[group])
			field.view[i + place] = 1;
	const passes = passesOf(one, lanes);
	const plan = schedule("leapfrog", passes, 1e-3);
	return {
		work: passes * linksOf(one) * lanes,
		run() {
			for (let lane = 0; lane < lanes; lane++)
				kernel.insert(lane, field.address);
			kernel.start();
			kernel.refresh(0, 0);
			setPlan(kernel, plan);
			return Promise.resolve(
				spentBy(() => {
					kernel.integrate();
				}),
			);
		},
	};
}

export const hmcLinks: BenchPart = {
	name: "hmc-links",
	label: "passes of HMC of links beside C++, one thread",
	compares: true,
	run: (print, setting) =>
		compareWithCpp(
			{
				source: "links.cpp",
				headings: ["group", "lattice", "million link updates/s:"],
				cases: cases.map((one) => ({
					cells: [one.group, `${one.extent}^${one.directions}`, ""],
					precision: "float64" as const,
					ours: kernelTask(one),
					theirs(chains: number) {
						const passes = passesOf(one, chains);
						return {
							line: `${one.group} ${one.directions} ${one.extent} ${chains} ${passes}`,
							work: passes * linksOf(one) * chains,
						};
					},
				})),
				widths: { float32: [], float64: [2, 4, 8] },
				unit: 1e6,
				decimals: 2,
			},
			print,
			setting,
		),
};
