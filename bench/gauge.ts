/**
 * Samplers of links against the exact answers of the two-dimensional torus: (value - exact)/error of each
 * observable, and processor time of a draw.
 */

import type { ActionDefinition } from "../actions/action.js";
import { su2 } from "../actions/gauge/su2.js";
import { su3 } from "../actions/gauge/su3.js";
import { u1 } from "../actions/gauge/u1.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { chiSquaredSurvival } from "../core/statistics/inference/distributions.js";
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
	...pointsOf(u1, [4, 1], [4, 3], [8, 2], [8, 4], [16, 1], [16, 3]),
	...pointsOf(
		su2,
		[4, 1.8],
		[4, 2.2],
		[8, 2.2],
		[8, 2.7],
		[16, 1.8],
		[16, 2.7],
	),
	...pointsOf(su3, [4, 4], [4, 5], [8, 5], [8, 6], [16, 4], [16, 6]),
];

function pointsOf(
	definition: WilsonDefinition,
	...places: readonly (readonly [extent: number, beta: number])[]
): Point[] {
	return places.map(([extent, beta]) => ({ definition, extent, beta }));
}

interface Contestant {
	readonly definition: SamplerDefinition<never>;
	readonly options: object;
}

const contestants = [
	{ definition: exact2d, options: {} },
	{
		definition: heatbath,
		options: { chains: 8, thermalise: 100, overrelaxation: 1 },
	},
	{ definition: winding, options: { chains: 8, thermalise: 100 } },
	{
		definition: hmc,
		options: { chains: 8, trajectory: 1, thermalise: 100 },
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
type Shown = (typeof shown)[number];

interface Score {
	readonly z: number;
	/** Its error bar is resolved. */
	readonly ok: boolean;
}

interface Row {
	readonly theory: string;
	readonly extent: number;
	readonly beta: number;
	readonly sampler: string;
	readonly draws: number;
	readonly scores: Readonly<Partial<Record<Shown, Score>>>;
	readonly microseconds: number;
}

export const gauge: BenchPart = {
	name: "gauge",
	label:
		"samplers of links against exact answers of the torus: (value - exact)/error, and microseconds of processor time for a draw",
	async run(print, { rehearsal, save }) {
		await openBackend("wasm");
		const line = (cells: readonly (string | number)[]) =>
			print(`| ${cells.join(" | ")} |`);
		const table = (head: readonly string[]) => {
			line(head);
			line(head.map(() => "---"));
		};
		table(["theory", "L", "beta", "sampler", "draws", ...shown, "us/draw"]);
		const rows: Row[] = [];
		for (const point of points)
			for (const contestant of contestants) {
				const row = await rowOf(point, contestant, rehearsal ? 256 : 4000);
				if (row === undefined) continue;
				line([
					row.theory,
					row.extent,
					row.beta,
					row.sampler,
					row.draws,
					...shown.map((name) => textOf(row.scores[name])),
					row.microseconds.toPrecision(3),
				]);
				rows.push(row);
				save(rows);
			}
		print("");
		table(["over all rows", "values", "sum of z^2", "p", "largest |z|"]);
		for (const name of shown) line([name, ...together(rows, name)]);
	},
};

function textOf(score: Score | undefined): string {
	if (score === undefined) return "";
	const z = score.z.toFixed(1);
	return score.ok ? z : `(${z})`;
}

/** Rows are independent of each other: the squares of what is resolved add up to chi-square. */
function together(rows: readonly Row[], name: Shown): (string | number)[] {
	const values = rows.flatMap(({ scores }) => {
		const score = scores[name];
		return score?.ok ? [score.z] : [];
	});
	const sum = values.reduce((total, z) => total + z * z, 0);
	return [
		values.length,
		sum.toFixed(1),
		chiSquaredSurvival(sum, values.length).toFixed(3),
		Math.max(...values.map(Math.abs)).toFixed(1),
	];
}

async function rowOf(
	{ definition, extent, beta }: Point,
	{ definition: sampler, options }: Contestant,
	count: number,
): Promise<Row | undefined> {
	const action = definition.create(createLattice([extent, extent]), { beta });
	const chosen = samplerOf(sampler, options);
	if (!chosen.supports(action).ok) return undefined;
	const seed = `${definition.name} ${extent} ${beta}`;
	const prepared = await chosen.prepare(action, noLimit, fixedContext(seed));
	const before = processorSeconds();
	const ensemble = await prepared.draw(count);
	const spent = processorSeconds() - before;
	prepared.dispose();
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	const { estimators } = evaluate(measurements, createRandom(1));
	const scores = shown.flatMap((name) => {
		const { value, error, status } = estimators.chain?.observables[name] ?? {};
		const exact = action.exact?.[name];
		if (exact === undefined || value === undefined || !error) return [];
		return [[name, { z: (value - exact) / error, ok: status === "ok" }]];
	});
	return {
		theory: definition.name,
		extent,
		beta,
		sampler: sampler.name,
		draws: ensemble.count,
		scores: Object.fromEntries(scores),
		microseconds: (1e6 * spent) / ensemble.count,
	};
}
