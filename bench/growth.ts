/** How the cost of a flow grows with the lattice, L = 6 ... 64, with fitted exponents. */
import { linearRegression } from "simple-statistics";
import type { Flow, FlowCall } from "../samplers/flow/flow.js";
import { measure } from "./flow-work.js";
import { table } from "./rounds.js";

const extents = [6, 8, 12, 16, 24, 32, 48, 64];
const repeats = 3;
/** Sites of a batch. Large lattices have fewer samples, so all batches cost about the same. */
const sitesOfBatch = 2 ** 17;

/** Prints the seconds of a step and of a draw, per sample, against L. */
export async function printGrowth(
	name: string,
	flowOn: (extent: number) => Flow,
	call: FlowCall,
	print: (line: string) => void,
): Promise<void> {
	const rows = [
		["L", "samples", "step / sample", "draw / sample", "step / (V log V)"],
	];
	const steps: number[] = [];
	const volumes: number[] = [];
	for (const extent of extents) {
		const volume = extent ** 2;
		const samples = Math.max(
			64,
			Math.min(1024, 64 * Math.round(sitesOfBatch / volume / 64)),
		);
		const { step, draw } = await measure(
			flowOn(extent),
			samples,
			repeats,
			call,
		);
		volumes.push(volume);
		steps.push(step / samples);
		rows.push([
			String(extent),
			String(samples),
			`${((1e6 * step) / samples).toPrecision(3)} us`,
			`${((1e6 * draw) / samples).toPrecision(3)} us`,
			`${((1e9 * step) / samples / volume / Math.log(volume)).toPrecision(3)} ns`,
		]);
	}
	print(`growth: ${name}`);
	for (const line of table(rows)) print(line);
	const byVolume = exponent(volumes, steps);
	const byLogarithm = exponent(
		volumes.map((volume) => volume * Math.log(volume)),
		steps,
	);
	print(
		`growth: ${name}: seconds of a step ~ V^${byVolume.toFixed(2)}, or (V log V)^${byLogarithm.toFixed(2)}`,
	);
}

/** Exponent of the power law through the points, by least squares of the logarithms. */
function exponent(x: readonly number[], y: readonly number[]): number {
	return linearRegression(
		x.map((value, i) => [Math.log(value), Math.log(y[i])]),
	).m;
}
