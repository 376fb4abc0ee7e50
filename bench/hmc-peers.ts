/**
 * Our HMC against BlackJAX's on the line xi = L/4: independent configurations of the slowest of m, m^2 and S
 * for each second of processor time of drawing, by the same estimator on 64 chains of either. They take turns
 * in one run; tuning and compilation are left out of both. BlackJAX computes in float32 and adapts its step
 * size and masses for a given number of steps, so several numbers are tried. Ours computes in float64, its
 * default, and in float32.
 */
import { z } from "zod";
import { armOf } from "../core/statistics/inference/welch.js";
import { mean, meanWithError, sum } from "../core/statistics/moments.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { hmc } from "../samplers/hmc/hmc.js";
import { openBackend } from "../tensor/backend.js";
import { magnetizations, tausOfSeries } from "./independent.js";
import type { BenchPart } from "./part.js";
import { startPeer } from "./peer-process.js";
import { estimatedRatio, type Ratio } from "./ratio.js";
import { table } from "./rounds.js";
import { fixedContext, phi4On, samplerOf } from "./training.js";

const chains = 64;
const precisions = ["float64", "float32"] as const;
const rounds = 4;
/** Parts of the chains, whose scatter is the error of a rate. */
const quarters = 4;
/** For our tuning, which must not be cut short where the machine is busy. */
const seconds = 300;

/** lambda at m^2 = -4; updates of a round of ours and of theirs, and the steps of their trajectories. */
const points = [
	{ extent: 8, lambda: 6.008, ours: 400, theirs: 400, steps: [10, 20, 30] },
	{ extent: 16, lambda: 4.976, ours: 300, theirs: 300, steps: [20, 40] },
	{ extent: 32, lambda: 4.572, ours: 150, theirs: 150, steps: [40, 80] },
] as const;

const helloSchema = z.object({ peer: z.string(), stepSize: z.number() });
const drawnSchema = z.object({
	coreSeconds: z.number().positive(),
	acceptance: z.number(),
	meanField: z.array(z.number()),
	action: z.array(z.number()),
});

/** What one of the two drew in all rounds, chain after chain. */
interface Drawn {
	readonly m: number[][];
	readonly action: number[][];
	/** Of each round. */
	readonly coreSeconds: number[];
}

function nothing(): Drawn {
	const empty = () => Array.from({ length: chains }, (): number[] => []);
	return { m: empty(), action: empty(), coreSeconds: [] };
}

/** Independent configurations of the slowest, for each second; the error is that of quarters of the chains. */
function rateOf({ m, action, coreSeconds }: Drawn) {
	const spent = sum(coreSeconds);
	const rate = (from: number, to: number) => {
		const series = (rows: readonly number[][]) =>
			Float64Array.from(rows.slice(from, to).flat());
		const values = series(m);
		const taus = tausOfSeries(values, series(action), to - from);
		const tau = Math.max(...taus);
		const share = spent * ((to - from) / chains);
		return { tau, rate: values.length / (2 * tau) / share };
	};
	const all = rate(0, chains);
	const size = chains / quarters;
	const rates = Array.from(
		{ length: quarters },
		(_, i) => rate(i * size, (i + 1) * size).rate,
	);
	const square = mean(m.flat().map((value) => value * value));
	return { ...all, error: meanWithError(rates).error, square, coreSeconds };
}

type Rated = ReturnType<typeof rateOf> & { readonly name: string };

/** The scatter of tau is that of the chains, and that of the seconds the one of the rounds. */
function ratioBetween(extent: number, ours: Rated, theirs: Rated): Ratio {
	const faster = ours.rate / theirs.rate;
	const ofTau = ({ error, rate }: Rated) => ({
		variance: (error / rate) ** 2,
		degreesOfFreedom: quarters - 1,
	});
	const seconds = ours.coreSeconds.map((spent, round) =>
		Math.log(spent / theirs.coreSeconds[round]),
	);
	return estimatedRatio(
		{
			what: `ESS at L = ${extent}, ${ours.name}`,
			against: theirs.name,
			faster,
			cores: faster,
			rounds: seconds.length,
		},
		// One round, a rehearsal, has no scatter of its seconds.
		[
			ofTau(ours),
			ofTau(theirs),
			...(seconds.length < 2 ? [] : [armOf(seconds)]),
		],
	);
}

export const hmcPeers: BenchPart = {
	name: "hmc-peers",
	label: `HMC against BlackJAX, phi^4 at xi = L/4: ESS of the slowest of m, m^2 and S for each core-second of drawing, ${chains} chains`,
	compares: true,
	async run(print, { rehearsal, save, tell }) {
		const backend = await openBackend("wasm");
		const results: object[] = [];
		const rows = [
			[
				"L",
				"sampler",
				"tau",
				"V<m^2>",
				"ESS per core-second",
				"error",
				...precisions.map((precision) => `${precision} over it`),
			],
		];
		for (const { extent, lambda, steps, ...sizes } of points) {
			const peers = [];
			for (const count of steps) {
				const started = await startPeer("hmc_blackjax.py", {
					extent,
					coupling: lambda,
					chains,
					steps: count,
				});
				if ("missing" in started)
					print(`BlackJAX is missing: ${started.missing}`);
				else peers.push({ ...started, count, drawn: nothing() });
			}
			const start = performance.now();
			const context = fixedContext(
				"hmc-peers",
				() => (performance.now() - start) / 1000,
			);
			const action = phi4On(extent, lambda);
			const ours = [];
			for (const precision of precisions) {
				const sampler = samplerOf(hmc, { precision });
				const budget = { seconds };
				const prepared = await sampler.prepare(action, budget, {
					...context,
					backend,
				});
				ours.push({ precision, prepared, drawn: nothing() });
			}
			for (let round = 0; round < (rehearsal ? 1 : rounds); round++) {
				const count = rehearsal ? 20 : sizes.ours;
				for (const { prepared, drawn: own } of ours) {
					const before = processorSeconds();
					const drawn = await prepared.draw(chains * count);
					own.coreSeconds.push(processorSeconds() - before);
					const m = magnetizations(drawn.fields, action.space.size);
					for (let c = 0; c < chains; c++) {
						const [from, to] = [c * count, (c + 1) * count];
						own.m[c].push(...m.subarray(from, to));
						own.action[c].push(...drawn.action.subarray(from, to));
					}
				}
				for (const { peer, drawn: theirs } of peers) {
					const asked = rehearsal ? 20 : sizes.theirs;
					const answer = drawnSchema.parse(await peer.ask(String(asked)));
					theirs.coreSeconds.push(answer.coreSeconds);
					for (const [i, value] of answer.meanField.entries()) {
						theirs.m[i % chains].push(value);
						theirs.action[i % chains].push(answer.action[i]);
					}
				}
			}
			const told: Rated[] = [];
			for (const { precision, prepared, drawn } of ours) {
				prepared.dispose();
				told.push({ name: precision, ...rateOf(drawn) });
			}
			const own = [...told];
			for (const { peer, hello, count, drawn } of peers) {
				peer.end();
				const { peer: name } = helloSchema.parse(hello);
				told.push({ name: `${name}, ${count} steps`, ...rateOf(drawn) });
			}
			for (const other of told) {
				const { name, tau, rate, error, square } = other;
				results.push({ extent, name, tau, essPerCoreSecond: rate, error });
				const over = own.map((one) => one.rate / rate);
				if (!own.includes(other))
					for (const one of own) tell(ratioBetween(extent, one, other));
				rows.push([
					String(extent),
					name,
					tau.toPrecision(3),
					(square * extent * extent).toPrecision(4),
					rate.toFixed(0),
					error.toFixed(0),
					...over.map((factor) => factor.toFixed(2)),
				]);
			}
			save(results);
		}
		for (const line of table(rows)) print(line);
	},
};
