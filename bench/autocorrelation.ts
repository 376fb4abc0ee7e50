/**
 * Evaluates 1e6 measurements of 8 observables as a cell does: errors, autocorrelation times and
 * convergence. The floor is one Fourier transform with as many points as there are measurements and
 * lags.
 */
import FFT from "fft.js";
import { createRandom, fillNormal } from "../core/random.js";
import {
	estimateChains,
	estimateColumn,
} from "../metrics/cell/estimate-chains.js";
import type { BenchPart } from "./part.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

const measurements = 1_000_000;
const observables = 8;
const chains = 16;
const rounds = 3;

/** x_i = a x_{i-1} + sqrt(1 - a^2) g_i, tauInt = (1 + a) / (2 (1 - a)). */
function correlated(label: string, tauInt: number): Float64Array {
	const a = (2 * tauInt - 1) / (2 * tauInt + 1);
	const kick = Math.sqrt(1 - a * a);
	const series = fillNormal(
		createRandom(label),
		new Float64Array(measurements),
	);
	for (let i = 1; i < measurements; i++)
		series[i] = a * series[i - 1] + kick * series[i];
	return series;
}

/** The transform that is needed for lags up to the window of this tauInt. */
function floor(tauInt: number): RoundTask {
	const size = Math.max(256, 2 ** Math.ceil(Math.log2(32 * tauInt)));
	const transform = new FFT(size);
	const input = new Float64Array(2 * size).fill(0.5);
	const output = new Float64Array(2 * size);
	return {
		name: "floor",
		work: observables,
		run() {
			for (let k = 0; k < (observables * measurements) / size; k++)
				transform.transform(output, input);
			return undefined;
		},
	};
}

export const autocorrelation: BenchPart = {
	name: "autocorrelation",
	label: `milliseconds for ${measurements.toExponential(0)} measurements of ${observables} observables, ${chains} chains, one thread`,
	async run(print) {
		const rows = [["tauInt", "transforms", "tauInt of all", "with R-hat"]];
		for (const tauInt of [0.5, 10, 1000]) {
			const names = Array.from({ length: observables }, (_, k) => `O${k}`);
			const columns = Object.fromEntries(
				names.map((name) => [name, correlated(name, tauInt)]),
			);
			const series = {
				kind: "chains" as const,
				count: measurements,
				chains,
				columns,
			};
			const tasks: RoundTask[] = [
				floor(tauInt),
				{
					name: "tauInt",
					work: observables,
					run() {
						for (const name of names) estimateColumn(columns[name], chains);
						return undefined;
					},
				},
				{
					name: "all",
					work: observables,
					run() {
						estimateChains(series, names, [], []);
						return undefined;
					},
				},
			];
			const rates = await measureRounds(tasks, rounds, 2);
			rows.push([
				String(tauInt),
				...tasks.map(({ name }) =>
					((1000 * observables) / rates.rate(name)).toFixed(0),
				),
			]);
		}
		for (const line of table(rows)) print(line);
	},
};
