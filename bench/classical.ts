/**
 * Cluster, heat bath and Metropolis at the points of arXiv:1904.12072 and 2207.00283: autocorrelation
 * times, those of m^2 beside a separate program (measured-taus.ts), and every observable against its stored
 * reference value.
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

import { clusterTaus, distance, type Measured } from "./measured-taus.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, noLimit, phi4On, samplerOf } from "./training.js";

const wolff = (clusters: number) => ({ radial: "metropolis", clusters });

interface Contestant {
	readonly sampler: Sampler;
	/** Clusters of a composition that a separate program has too. */
	readonly clusters?: number;
	/** Draws against the others, for slow chains. */
	readonly times?: number;
}

const contestants: Readonly<Record<string, Contestant>> = {
	"1 Metropolis, 1 Wolff": {
		sampler: samplerOf(cluster, wolff(1)),
		clusters: 1,
	},
	"1 Metropolis, 3 Wolff": {
		sampler: samplerOf(cluster, wolff(3)),
		clusters: 3,
	},
	"cluster, defaults": { sampler: samplerOf(cluster) },
	"1 Metropolis, 1 Swendsen-Wang": {
		sampler: samplerOf(cluster, { ...wolff(1), algorithm: "swendsen-wang" }),
	},
	"heatbath, defaults": { sampler: samplerOf(heatbath), times: 2 },
	Metropolis: { sampler: samplerOf(metropolis), clusters: 0, times: 8 },
};

/** Numbers of a draw that are kept in memory at once. */
const blockReals = 2e7;

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
	{ sampler, clusters }: Contestant,
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
	const blocks = Math.max(10, Math.ceil((draws * L * L) / blockReals));
	let seconds = 0;
	for (let block = 0; block < blocks; block++) {
		const start = processorSeconds();
		const ensemble = await prepared.draw(Math.ceil(draws / blocks));
		seconds += processorSeconds() - start;
		measurements.add(ensemble);
	}
	prepared.dispose();
	const { estimators } = evaluate(measurements, createRandom("classical"));
	const observables = estimators.chain?.observables ?? {};
	const tauOf = (name: string): Measured | undefined => {
		const { tauInt, tauIntError, status } = observables[name] ?? {};
		if (tauInt === undefined || tauIntError === undefined || status !== "ok")
			return undefined;
		return [tauInt, tauIntError];
	};
	const tau = (name: string) => {
		const found = tauOf(name);
		if (found === undefined) return "-";
		return `${found[0].toPrecision(3)} ± ${found[1].toPrecision(1)}`;
	};
	const ofSquare = tauOf("magnetization2");
	const known = clusters === undefined ? undefined : clusterTaus[L]?.[clusters];
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
			ofSquare === undefined ? "" : distance(ofSquare, known),
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
				["update", "L", "tau(m)", "tau(m2)", "z", "tau(S)", "C/V", "us/draw"],
			];
			const scores = [["update", "L", ...shown]];
			for (const [label, contestant] of Object.entries(contestants)) {
				// A sweep more than 1000 times shorter than the autocorrelation would take an hour.
				if (L > 32 && label === "Metropolis") continue;
				const count = rehearsal ? 6400 : draws * (contestant.times ?? 1);
				const rows = await rowsOf(label, contestant, L, lambda, count);
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
export const classical32 = partOf(32, 4.572, 64_000);
export const classical64 = partOf(64, 4.398, 64_000);
