/**
 * Cluster, heat bath and Metropolis at the points of arXiv:1904.12072 and 2207.00283: autocorrelation
 * times, and every observable against its stored reference value.
 */

import { createRandom } from "../core/random.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { evaluate } from "../metrics/cell/evaluate.js";
import { Measurements } from "../metrics/cell/measurements.js";
import { referencesFor } from "../metrics/references.js";
import { cluster } from "../samplers/cluster/cluster.js";
import { heatbath } from "../samplers/heatbath/heatbath.js";
import { metropolis } from "../samplers/metropolis/metropolis.js";
import type { Sampler } from "../samplers/sampler.js";

import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, noLimit, phi4On, samplerOf } from "./training.js";

const wolff = (clusters: number) => ({ radial: "metropolis", clusters });

const contestants: Readonly<Record<string, Sampler>> = {
	"1 Metropolis, 1 Wolff": samplerOf(cluster, wolff(1)),
	"1 Metropolis, 3 Wolff": samplerOf(cluster, wolff(3)),
	"cluster, defaults": samplerOf(cluster),
	"1 Metropolis, 1 Swendsen-Wang": samplerOf(cluster, {
		...wolff(1),
		algorithm: "swendsen-wang",
	}),
	"heatbath, defaults": samplerOf(heatbath),
	Metropolis: samplerOf(metropolis),
};

const shown = [
	"absMagnetization",
	"susceptibility",
	"binder",
	"correlationLength",
	"isingEnergy",
	"phi2",
	"phi4",
	"actionDensity",
];

async function rowsOf(
	label: string,
	sampler: Sampler,
	L: number,
	lambda: number,
	draws: number,
): Promise<{ readonly times: string[]; readonly scores: string[] }> {
	const action = phi4On(L, lambda);
	const prepared = await sampler.prepare(
		action,
		noLimit,
		fixedContext(`${label}/${L}`),
	);
	const measurements = new Measurements(action);
	const blocks = 10;
	let seconds = 0;
	for (let block = 0; block < blocks; block++) {
		const start = processorSeconds();
		const ensemble = await prepared.draw(draws / blocks);
		seconds += processorSeconds() - start;
		measurements.add(ensemble);
	}
	prepared.dispose();
	const { estimators } = evaluate(measurements, createRandom("classical"));
	const observables = estimators.chain?.observables ?? {};
	const tau = (name: string) => {
		const { tauInt, tauIntError, status } = observables[name] ?? {};
		if (tauInt === undefined || tauIntError === undefined || status !== "ok")
			return "-";
		return `${tauInt.toPrecision(3)} ± ${tauIntError.toPrecision(1)}`;
	};
	const references = referencesFor(action);
	const scores = shown.map((name) => {
		const found = observables[name];
		const reference = references[name];
		if (
			reference === undefined ||
			found?.status !== "ok" ||
			found.value === undefined ||
			found.error === undefined
		)
			return "-";
		return (
			(found.value - reference.value) /
			Math.hypot(found.error, reference.error)
		).toFixed(1);
	});
	const { meanClusterFraction = "" } = prepared.facts;
	return {
		times: [
			label,
			String(L),
			tau("magnetization"),
			tau("magnetization2"),
			tau("actionDensity"),
			meanClusterFraction === "" ? "-" : Number(meanClusterFraction).toFixed(3),
			((1e6 * seconds) / measurements.count).toPrecision(3),
		],
		scores: [label, String(L), ...scores],
	};
}

/** A point of the line xi = L/4. There are fewer draws where they are slow. */
function partOf(L: number, lambda: number, draws: number): BenchPart {
	return {
		name: `classical-${L}`,
		label:
			"autocorrelation times in updates, and distances to the reference values in standard errors",
		async run(print, { rehearsal }) {
			const times = [
				["update", "L", "tau(m)", "tau(m2)", "tau(S)", "C/V", "us/draw"],
			];
			const scores = [["update", "L", ...shown]];
			for (const [label, sampler] of Object.entries(contestants)) {
				// Without clusters the chains take too long to thermalise on the largest lattices.
				if (L > 32 && !/Wolff|cluster/.test(label)) continue;
				if (L > 14 && label === "Metropolis") continue;
				const count = rehearsal ? 6400 : draws;
				const rows = await rowsOf(label, sampler, L, lambda, count);
				times.push(rows.times);
				scores.push(rows.scores);
			}
			for (const line of table(times)) print(line);
			print("");
			for (const line of table(scores)) print(line);
		},
	};
}

export const classical6 = partOf(6, 6.975, 64_000);
export const classical14 = partOf(14, 5.113, 32_000);
export const classical32 = partOf(32, 4.572, 12_800);
export const classical64 = partOf(64, 4.398, 3200);
