/**
 * Coupling flows against PyTorch and JAX programs of the same architecture, batch and number of
 * threads (bench/peers/), against the floor set by their multiply-adds, and against the size of the
 * lattice. A training step is loss, gradient and Adam; `path` is the estimator that training uses
 * by default and costs a pass more than `total`, which the peers compute.
 */
import { availableParallelism } from "node:os";
import { phi4 } from "../actions/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import {
	type CouplingConfig,
	channelsOf,
} from "../samplers/parts/coupling/config.js";
import { couplingFlow } from "../samplers/parts/coupling/coupling.js";
import { adamState, adamStep, norm } from "../samplers/parts/flow/adam.js";
import type { GradientEstimator } from "../samplers/parts/flow/flow.js";
import { fusedEngine } from "../samplers/parts/flow/fused.js";
import { loadKernel } from "../tensor/kernels/load.js";
import type { BenchPart } from "./part.js";
import { runPeer } from "./peers.js";

const batch = 256;
const repeats = 5;
const threads = Math.min(2, availableParallelism());
const hidden = [8, 8];

const configs: Readonly<Record<string, CouplingConfig>> = {
	realnvp: {
		layers: 16,
		conditioner: "convolutional",
		hidden,
		kernel: 3,
		transform: { kind: "affine" },
		prior: { kind: "normal" },
		rescale: false,
	},
	"neural-spline": {
		layers: 8,
		conditioner: "convolutional",
		hidden,
		kernel: 3,
		transform: { kind: "spline", bins: 8, bound: 5, odd: false },
		prior: { kind: "normal" },
		rescale: false,
	},
};

export const flows: BenchPart = {
	name: "flows",
	label: `coupling flows, batch ${batch}, ${threads} threads, float32; milliseconds, the best of ${repeats}`,
	async run(print) {
		const peak = peakRate();
		print(
			`multiply-adds on registers, 128-bit SIMD: ${(peak / 1e9).toFixed(1)} G/s a thread`,
		);
		for (const [name, config] of Object.entries(configs)) {
			await comparePeers(name, config, peak, print);
			await growth(name, config, print);
		}
	},
};

interface Timing {
	readonly total: number;
	readonly path: number;
	readonly draw: number;
}

/** Seconds of a step and of a draw of the batch. */
async function time(
	config: CouplingConfig,
	extent: number,
	samples: number,
): Promise<Timing> {
	const lattice = createLattice([extent, extent]);
	const flow = couplingFlow(lattice, config);
	const action = phi4.create(lattice, { m2: -4, lambda: 6.975 });
	const engine = fusedEngine(flow, action, threads);
	const stream = createRandom("bench");
	const state = adamState(flow.initialise(stream));
	const weights = () => Float32Array.from(state.parameters);
	const train = async (estimator: GradientEstimator, step: number) => {
		const { gradient } = await engine.gradient(
			weights(),
			stream,
			step,
			samples,
			{ estimator },
		);
		adamStep(state, gradient, norm(gradient), 1e-3, {
			beta1: 0.9,
			beta2: 0.999,
			clip: 10,
		});
	};
	const timing = {
		total: await best((step) => train("total", step)),
		path: await best((step) => train("path", step)),
		draw: await best(async (step) => {
			await engine.sample(weights(), stream, step * samples, samples);
		}),
	};
	engine.dispose();
	return timing;
}

async function best(run: (step: number) => Promise<void>): Promise<number> {
	let shortest = Number.POSITIVE_INFINITY;
	for (let step = 0; step <= repeats; step++) {
		const start = performance.now();
		await run(step);
		// The first one compiles and allocates.
		if (step > 0)
			shortest = Math.min(shortest, (performance.now() - start) / 1000);
	}
	return shortest;
}

/** Multiply-adds of one sample's forward pass, those with inactive sites left out. */
function forwardProducts(config: CouplingConfig, extent: number): number {
	const channels = channelsOf(config);
	const taps = config.kernel ** 2;
	const last = channels.length - 2;
	let sum = 0;
	for (let i = 0; i <= last; i++) {
		const share = i === 0 || i === last ? 0.5 : 1;
		sum += share * taps * channels[i] * channels[i + 1];
	}
	return config.layers * extent * extent * sum;
}

async function comparePeers(
	name: string,
	config: CouplingConfig,
	peak: number,
	print: (line: string) => void,
): Promise<void> {
	const extents = [8, 16];
	const options = {
		kind: config.transform.kind,
		layers: config.layers,
		hidden,
		batch,
		extents,
		repeats,
		threads,
	};
	const ours = new Map<number, Timing>();
	for (const extent of extents)
		ours.set(extent, await time(config, extent, batch));
	for (const [extent, timing] of ours) {
		// A step has three such passes: forward, to the inputs, to the weights.
		const products = batch * forwardProducts(config, extent);
		const share = (passes: number, seconds: number) =>
			`${((100 * passes * products) / (seconds * threads * peak)).toFixed(0)} %`;
		print(
			`${name} L=${extent} latticebench  step ${ms(timing.total)} (path ${ms(timing.path)})  draw ${ms(timing.draw)};` +
				` of the floor: step ${share(3, timing.total)}, path ${share(4, timing.path)}, draw ${share(1, timing.draw)}`,
		);
	}
	for (const script of ["coupling_torch.py", "coupling_jax.py"]) {
		const result = await runPeer(script, options);
		if ("missing" in result) {
			print(`${name} ${script}: not measured, ${result.missing}`);
			continue;
		}
		for (const { peer, extent, trainSeconds, drawSeconds } of result.timings) {
			const own = ours.get(extent);
			if (own === undefined) continue;
			print(
				`${name} L=${extent} ${peer}  step ${ms(trainSeconds)}  draw ${ms(drawSeconds)};` +
					` we are faster by: step ${ratio(trainSeconds, own.total)} (path ${ratio(trainSeconds, own.path)}), draw ${ratio(drawSeconds, own.draw)}`,
			);
		}
	}
}

/** Seconds of a step against the extent, and the exponent of V that fits. */
async function growth(
	name: string,
	config: CouplingConfig,
	print: (line: string) => void,
): Promise<void> {
	const points: [number, number][] = [];
	for (const extent of [6, 8, 12, 16, 24, 32, 48, 64]) {
		const { path } = await time(config, extent, 32);
		points.push([Math.log(extent * extent), Math.log(path)]);
	}
	const mean = (index: 0 | 1) =>
		points.reduce((sum, point) => sum + point[index], 0) / points.length;
	const [x, y] = [mean(0), mean(1)];
	const covariance = points.reduce(
		(sum, p) => sum + (p[0] - x) * (p[1] - y),
		0,
	);
	const variance = points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0);
	const list = points.map(
		([volume, seconds]) =>
			`${Math.sqrt(Math.exp(volume)).toFixed(0)}: ${ms(Math.exp(seconds))}`,
	);
	print(
		`${name} step of 32 samples against L: ${list.join(", ")}; grows as V^${(covariance / variance).toFixed(2)}`,
	);
}

/** Multiply-adds a second of one thread. */
function peakRate(): number {
	type Peak = { multiplyAdds(n: number, factor: number): number };
	const { exports } = loadKernel<Peak>("peak");
	const n = 1_000_000;
	let shortest = Number.POSITIVE_INFINITY;
	for (let i = 0; i < 20; i++) {
		const start = performance.now();
		exports.multiplyAdds(n, 0.5);
		shortest = Math.min(shortest, performance.now() - start);
	}
	return (32 * n) / (shortest / 1000);
}

function ms(seconds: number): string {
	return `${(1000 * seconds).toPrecision(3)} ms`;
}

function ratio(theirs: number, ours: number): string {
	return (theirs / ours).toFixed(1);
}
