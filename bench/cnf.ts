/**
 * One training step and one draw of the equivariant flow, beside a JAX program of the same
 * architecture (bench/peers/cnf_jax.py), and the growth of their cost with the lattice.
 *
 * The peer needs a Python with jax: its path in LATTICEBENCH_JAX_PYTHON, or `python3`.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { linearRegression } from "simple-statistics";
import { z } from "zod";
import { phi4 } from "../actions/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { equivariantCnf } from "../samplers/equivariant-cnf.js";
import { equivariantCnfFlow } from "../samplers/parts/cnf/flow.js";
import { adamState, adamStep, norm } from "../samplers/parts/flow/adam.js";
import type { FlowEngine } from "../samplers/parts/flow/engine.js";
import { fusedEngine } from "../samplers/parts/flow/fused.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const threads = Math.min(2, availableParallelism());
const batch = 256;
const steps = 50;
const extents = [6, 8, 12, 16];
const repeats = 3;
/** Ways of the peer's convolution; the fastest of them is the one compared with. */
const convolutions = ["fft", "matmul"];
const growthExtents = [6, 8, 12, 16, 24, 32, 48, 64];
const growthSteps = 4;

const run = promisify(execFile);
const peerLine = z.object({
	step: z.number(),
	draw: z.number(),
	convolution: z.string(),
	jax: z.string(),
});
type Peer = z.infer<typeof peerLine>;

export const cnf: BenchPart = {
	name: "cnf",
	label: `equivariant flow: one training step (loss, gradient, Adam) and one draw of ${batch} samples, ${steps} RK4 steps, 50 features, bonds 20 and 20, 10 time modes, ${threads} threads; milliseconds`,
	async run(print) {
		const rows = [
			[
				"L",
				"step",
				"draw",
				"ns / site / stage",
				"JAX step",
				"JAX draw",
				"step: JAX / ours",
				"draw: JAX / ours",
			],
		];
		let version = "";
		for (const extent of extents) {
			const ours = await measure(extent, batch, steps);
			const peer = await fastestPeer(extent, print);
			version = peer?.jax ?? version;
			const stages = batch * extent ** 2 * 4 * steps;
			rows.push([
				String(extent),
				milliseconds(ours.step),
				milliseconds(ours.draw),
				((1e9 * threads * ours.step) / stages).toFixed(1),
				peer === null
					? "-"
					: `${milliseconds(peer.step)} (${peer.convolution})`,
				peer === null ? "-" : milliseconds(peer.draw),
				peer === null ? "-" : (peer.step / ours.step).toFixed(1),
				peer === null ? "-" : (peer.draw / ours.draw).toFixed(1),
			]);
		}
		for (const line of table(rows)) print(line);
		if (version !== "") print(`peer: JAX ${version}, jitted, float32`);
		await growth(print);
	},
};

/** Seconds of the fastest repeat. */
async function measure(extent: number, samples: number, stepCount: number) {
	const action = phi4.create(createLattice([extent, extent]), {
		m2: -4,
		lambda: 6.975,
	});
	const flow = equivariantCnfFlow(
		action,
		equivariantCnf.options.parse({ timeModes: 10, mostSteps: 200 }),
	);
	const engine = fusedEngine(flow, action, threads);
	try {
		const random = createRandom("bench");
		const adam = adamState(flow.initialise(random));
		const call = { settings: { steps: stepCount } };
		let number = 0;
		const train = async () => {
			const { gradient } = await engine.gradient(
				Float32Array.from(adam.parameters),
				random,
				number++,
				samples,
				call,
			);
			adamStep(adam, gradient, norm(gradient), 1e-4, {
				beta1: 0.8,
				beta2: 0.9,
				clip: Number.POSITIVE_INFINITY,
			});
		};
		const draw = () =>
			drawOnce(engine, Float32Array.from(adam.parameters), samples, call);
		await train();
		await draw();
		return { step: await best(train), draw: await best(draw) };
	} finally {
		engine.dispose();
	}
}

async function drawOnce(
	engine: FlowEngine,
	parameters: Float32Array,
	samples: number,
	call: { settings: { steps: number } },
): Promise<void> {
	await engine.sample(parameters, createRandom("draw"), 0, samples, call);
}

async function best(task: () => Promise<void>): Promise<number> {
	let seconds = Number.POSITIVE_INFINITY;
	for (let i = 0; i < repeats; i++) {
		const start = performance.now();
		await task();
		seconds = Math.min(seconds, (performance.now() - start) / 1000);
	}
	return seconds;
}

async function fastestPeer(
	extent: number,
	print: (line: string) => void,
): Promise<Peer | null> {
	const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
	const script = join(root, "bench/peers/cnf_jax.py");
	if (!existsSync(script)) return null;
	const python = env.LATTICEBENCH_JAX_PYTHON ?? "python3";
	let fastest: Peer | null = null;
	for (const convolution of convolutions) {
		const settings = {
			extents: [extent],
			batch,
			steps,
			repeats,
			threads,
			convolution,
		};
		try {
			const { stdout } = await run(python, [script, JSON.stringify(settings)]);
			const peer = peerLine.parse(JSON.parse(stdout));
			if (fastest === null || peer.step < fastest.step) fastest = peer;
		} catch (error) {
			print(`no peer: ${String(error).split("\n")[0]}`);
			return null;
		}
	}
	return fastest;
}

/** Seconds against the number of sites, at a fixed number of samples and steps. */
async function growth(print: (line: string) => void): Promise<void> {
	const rows = [
		["L", "step / sample", "draw / sample", "step / (sample V log V)"],
	];
	const points: [number, number][] = [];
	for (const extent of growthExtents) {
		const sites = extent ** 2;
		const samples = Math.max(64, Math.min(1024, Math.ceil(2 ** 18 / sites)));
		const { step, draw } = await measure(extent, samples, growthSteps);
		points.push([Math.log(sites), Math.log(step / samples)]);
		rows.push([
			String(extent),
			`${((1e6 * step) / samples).toFixed(0)} us`,
			`${((1e6 * draw) / samples).toFixed(0)} us`,
			`${((1e9 * step) / samples / sites / Math.log(sites)).toFixed(1)} ns`,
		]);
	}
	print(`growth with the lattice, ${growthSteps} RK4 steps`);
	for (const line of table(rows)) print(line);
	print(`seconds of a step ~ V^${linearRegression(points).m.toFixed(2)}`);
}

function milliseconds(seconds: number): string {
	return (1000 * seconds).toFixed(1);
}
