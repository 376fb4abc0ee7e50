/**
 * Samplers of links against the exact answers of the two-dimensional torus: (value - exact)/error of each observable, and
 * processor time of a draw.
 */

import type { ActionDefinition } from "../actions/action.js";
import { su2 } from "../actions/gauge/su2.js";
import { su3 } from "../actions/gauge/su3.js";
import { u1 } from "../actions/gauge/u1.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { evaluate, Measurements } from "../metrics/cell/evaluate.js";
import { exact2d } from "../samplers/exact-2d/exact-2d.js";
import { heatbath } from "../samplers/heatbath/heatbath.js";
import { hmc } from "../samplers/hmc/hmc.js";
import type { SamplerDefinition } from "../samplers/sampler.js";
import { winding } from "../samplers/winding/winding.js";
import { openBackend } from "../tensor/backend.js";
import type { BenchPart } from "./part.js";
import { fixedContext, noLimit, samplerOf } from "./training.js";

type WilsonDefinition = ActionDefinition<{ readonly beta: number }>;

interface Point {
	readonly definition: WilsonDefinition;
	readonly extent: number;
	readonly beta: number;
}

const points: readonly Point[] = [
	{ definition: u1, extent: 4, beta: 1 },
	{ definition: u1, extent: 8, beta: 2 },
	{ definition: su2, extent: 4, beta: 2.2 },
	{ definition: su2, extent: 8, beta: 2.7 },
	{ definition: su3, extent: 4, beta: 5 },
	{ definition: su3, extent: 8, beta: 6 },
];

interface Contestant {
	readonly definition: SamplerDefinition<never>;
	readonly options: object;
	/** Of the draws of the others. */
	readonly share: number;
}

const contestants: readonly Contestant[] = [
	{ definition: exact2d, options: {}, share: 1 },
	{
		definition: heatbath,
		options: { chains: 8, thermalise: 100, overrelaxation: 1 },
		share: 1,
	},
	{
		definition: winding,
		options: { chains: 8, thermalise: 100 },
		share: 1,
	},
	{
		definition: hmc,
		options: { chains: 8, trajectory: 1, thermalise: 100 },
		share: 1,
	},
] as unknown as readonly Contestant[];

const shown = [
	"plaquette",
	"wilsonLoop2x2",
	"wilsonLoop3x3",
	"meanPolyakovLoop",
	"topologicalCharge2",
	"thermometer",
] as const;

export const gauge: BenchPart = {
	name: "gauge",
	label:
		"samplers of links against exact answers of the torus: (value - exact)/error, and microseconds of processor time for a draw",
	async run(print, { rehearsal, save }) {
		await openBackend("wasm");
		const line = (cells: readonly string[]) =>
			print(`| ${cells.join(" | ")} |`);
		const head = [
			"theory",
			"L",
			"beta",
			"sampler",
			"draws",
			...shown,
			"us/draw",
		];
		line(head);
		line(head.map(() => "---"));
		const rows: string[][] = [];
		for (const point of points)
			for (const contestant of contestants) {
				const row = await rowOf(point, contestant, rehearsal ? 256 : 1600);
				if (row === undefined) continue;
				line(row);
				rows.push(row);
				save(rows);
			}
	},
};

async function rowOf(
	{ definition, extent, beta }: Point,
	{ definition: sampler, options, share }: Contestant,
	most: number,
): Promise<string[] | undefined> {
	const action = definition.create(createLattice([extent, extent]), { beta });
	const chosen = samplerOf(sampler, options);
	if (!chosen.supports(action).ok) return undefined;
	const prepared = await chosen.prepare(action, noLimit, fixedContext(extent));
	const count = Math.round(share * most);
	const before = processorSeconds();
	const ensemble = await prepared.draw(count);
	const spent = processorSeconds() - before;
	prepared.dispose();
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	const { estimators } = evaluate(measurements, createRandom(1));
	const scores = shown.map((name) => {
		const { value, error, status } = estimators.chain?.observables[name] ?? {};
		const exact = action.exact?.[name];
		if (exact === undefined || value === undefined || !error) return "";
		const z = (value - exact) / error;
		return status === "ok" ? z.toFixed(1) : `(${z.toFixed(1)})`;
	});
	return [
		definition.name,
		String(extent),
		String(beta),
		sampler.name,
		String(ensemble.count),
		...scores,
		((1e6 * spent) / ensemble.count).toPrecision(3),
	];
}
