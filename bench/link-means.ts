/**
 * Mean plaquettes of long heat-bath runs in two dimensions against their exact values. S is that after every
 * sweep, so that no sweep is lost; errors are those of the means of batches, which are long beside the
 * autocorrelation time of one or two sweeps.
 */
import type { Wilson } from "../actions/action.js";
import { torusOf } from "../actions/gauge/exact/expectations.js";
import { linkAlgebras } from "../actions/gauge/links/registry.js";
import { createLattice } from "../core/lattice.js";
import { mean } from "../core/statistics/moments.js";
import { LinkBlock } from "../samplers/heatbath/gauge/simd/block.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

interface Point {
	readonly group: Wilson["group"];
	readonly beta: number;
	readonly extent: number;
	/** Of both chains in all. */
	readonly sweeps: number;
}

const points: readonly Point[] = [
	{ group: "SU2", beta: 2.2, extent: 8, sweeps: 1e7 },
	{ group: "U1", beta: 2, extent: 8, sweeps: 2e6 },
	{ group: "SU3", beta: 6, extent: 8, sweeps: 5e5 },
];
const batches = 100;
const heat = [{ kind: "heatBath", count: 1 }] as const;

export const linkMeans: BenchPart = {
	name: "link-means",
	label:
		"mean plaquette of long heat-bath runs of links on 8 x 8 against the exact value",
	async run(print, { rehearsal, save }) {
		const rows = [["group", "beta", "sweeps", "plaquette", "exact", "z"]];
		const results: object[] = [];
		for (const point of points) {
			const sweeps = rehearsal ? 2000 : point.sweeps;
			const { value, error, exact } = plaquetteOf(point, sweeps);
			results.push({ ...point, sweeps, value, error, exact });
			save(results);
			rows.push([
				point.group,
				String(point.beta),
				sweeps.toExponential(0),
				`${value.toFixed(7)} ± ${error.toFixed(7)}`,
				exact.toFixed(7),
				((value - exact) / error).toFixed(2),
			]);
		}
		for (const line of table(rows)) print(line);
	},
};

function plaquetteOf({ group, beta, extent }: Point, sweeps: number) {
	const shape = [extent, extent];
	const lattice = createLattice(shape);
	const block = new LinkBlock({
		kind: "wilson",
		group,
		beta,
		shape,
		key: [8, 2026],
		winding: false,
	});
	const { reals, identity } = linkAlgebras[group];
	const links = new Float64Array(2 * lattice.sites * reals);
	for (let at = 0; at < links.length; at += reals) identity(links, at);
	for (let lane = 0; lane < block.lanes; lane++) block.insert(lane, links);
	let number = 0;
	for (; number < 100; number++) block.update(number, 0, heat);
	const each = sweeps / batches / block.lanes;
	const means = Array.from({ length: batches }, () => {
		let sum = 0;
		for (let i = 0; i < each; i++) {
			block.update(number++, 0, heat);
			for (let lane = 0; lane < block.lanes; lane++) sum -= block.slope(lane);
		}
		return sum / (each * block.lanes * lattice.sites);
	});
	const value = mean(means);
	const squares = means.reduce((sum, one) => sum + (one - value) ** 2, 0);
	return {
		value,
		error: Math.sqrt(squares / (batches * (batches - 1))),
		exact: torusOf({ group, beta }, lattice)?.loop(1) ?? Number.NaN,
	};
}
