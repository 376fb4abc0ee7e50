/**
 * The same work on every backend that opens here: the matrix of docs/backends.md. Each runs on one
 * thread, so that the rows of a processor can be compared. Everything is float32. An adapter that
 * computes on the CPU is listed as such, for tests.
 */
import { phi4 } from "../actions/scalar/phi4.js";
import { messageOf } from "../core/errors.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { equivariantCnfFlow } from "../samplers/continuous/flow.js";
import { cnfOptions } from "../samplers/continuous/options.js";
import { couplingFlow } from "../samplers/coupling/coupling.js";
import type { FlowEngine } from "../samplers/flow/engine.js";
import type { Flow } from "../samplers/flow/flow.js";
import { gpuEngine } from "../samplers/flow/gpu/engine.js";
import { composedEngine } from "../samplers/flow/reference/engine.js";
import { fusedEngine } from "../samplers/flow/simd/engine.js";
import type { HmcEngine } from "../samplers/hmc/engine.js";
import { createGpuEngine } from "../samplers/hmc/gpu/engine.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../samplers/hmc/reference/autodiff.js";
import { createKernelEngine } from "../samplers/hmc/simd/engine.js";
import { openBackend } from "../tensor/backend.js";
import type { Backend, BackendName } from "../tensor/device.js";
import type { BenchPart } from "./part.js";

type Path = "kernels" | "composed";

/** Work by name. The promise resolves when the result is on the host. `count` counts chains or samples. */
type Work = Readonly<
	Record<string, { run(): Promise<void>; readonly count: number }>
>;

const key = [1, 2] as const;
const action = phi4.create(createLattice([8, 8]), { m2: -4, lambda: 6.008 });
/** Chains of HMC and samples in a step of a flow. There are fewer where a step would take minutes. */
const sizes = {
	ordinary: { chains: 256, batch: 64 },
	slow: { chains: 32, batch: 8 },
};
const steps = 10;
const realnvp = couplingFlow(action.space.lattice, {
	layers: 8,
	conditioner: "convolutional",
	hidden: [8, 8],
	kernel: 3,
	transform: { kind: "affine" },
	prior: { kind: "normal" },
	rescale: false,
});
const continuous = equivariantCnfFlow(
	action,
	cnfOptions.parse({ steps: 4, fewestSteps: 4 }),
);

/** The reference comes first. Last comes what may be emulated, which takes minutes. */
const order: readonly BackendName[] = ["wasm", "tensorflow", "cpu", "webgpu"];

export const backends: BenchPart = {
	name: "backends",
	label: `the same work on every backend, one thread, 8 x 8, float32: a trajectory of ${steps} steps of each HMC chain, a training step of RealNVP (8 layers) and of the equivariant flow (4 RK4 steps); microseconds (of a processor: in all its threads) for each chain or sample, and speed against the wasm kernels`,
	async run(print, { rehearsal, save }) {
		const rows: Record<string, unknown>[] = [];
		let reference: Readonly<Record<string, number>> | undefined;
		for (const name of order) {
			let backend: Backend;
			try {
				backend = await openBackend(name);
			} catch (error) {
				print(`${name}: ${messageOf(error)}`);
				continue;
			}
			for (const path of pathsOn(backend)) {
				const microseconds: Record<string, number> = {};
				const size = rehearsal || isSlow(backend) ? sizes.slow : sizes.ordinary;
				const { work, close } = await workOn(backend, path, size);
				for (const [what, { run, count }] of Object.entries(work))
					microseconds[what] =
						((await time(run, rehearsal ? 0 : 1000, backend)) * 1000) / count;
				close();
				reference ??= microseconds;
				const base = reference;
				const cells = Object.entries(microseconds).map(
					([what, value]) =>
						`${what} ${value.toPrecision(3)} (${(base[what] / value).toPrecision(2)})`,
				);
				print(`${name} ${path} on ${backend.device.name}: ${cells.join(", ")}`);
				rows.push({
					backend: name,
					path,
					device: backend.device,
					microseconds,
				});
				save(rows);
			}
		}
	},
};

/** Our kernels exist where the backend computes: on the processor, or on WebGPU. */
function pathsOn({ name }: Backend): readonly Path[] {
	return name === "wasm" || name === "webgpu"
		? ["kernels", "composed"]
		: ["composed"];
}

/** Plain JavaScript, and WebGPU without a GPU. */
function isSlow({ name, device }: Backend): boolean {
	return name === "cpu" || (name === "webgpu" && device.kind === "cpu");
}

async function workOn(
	backend: Backend,
	path: Path,
	{ chains, batch }: (typeof sizes)["ordinary"],
) {
	const onGpu = backend.name === "webgpu";
	const open = async (flow: Flow): Promise<FlowEngine> =>
		path === "composed"
			? composedEngine(flow, action)
			: onGpu
				? await gpuEngine(flow, action)
				: fusedEngine(flow, action, 1);
	const hmc: HmcEngine =
		path === "composed"
			? createAutodiffEngine(action, chains, key)
			: onGpu
				? await createGpuEngine(action, chains, "float32", key)
				: createKernelEngine(action, chains, "float32", key, 1);
	hmc.load(new Float32Array(chains * action.space.lattice.sites).fill(0.3));
	let number = 0;
	const plan = schedule("leapfrog", steps, 0.1);
	const engines = [await open(realnvp), await open(continuous)];
	const train = (flow: Flow, engine: FlowEngine) => {
		const parameters = flow.initialise(createRandom("bench"));
		const settings = flow.settings ?? {};
		return {
			count: batch,
			run: async () => {
				const stream = createRandom("bench");
				await engine.gradient(parameters, stream, 0, batch, { settings });
			},
		};
	};
	const work: Work = {
		HMC: {
			count: chains,
			run: async () => {
				await hmc.run([{ number: number++, plan }]);
			},
		},
		RealNVP: train(realnvp, engines[0]),
		"equivariant flow": train(continuous, engines[1]),
	};
	return {
		work,
		close() {
			hmc.dispose();
			for (const engine of engines) engine.dispose();
		},
	};
}

/**
 * Milliseconds of a run, after a first one that does not count unless it took long. On a GPU this
 * is the fastest run. On a processor it is the mean processor time of all threads, which a busy
 * machine hardly changes.
 */
async function time(
	run: () => Promise<void>,
	milliseconds: number,
	{ device }: Backend,
): Promise<number> {
	const onCpu = device.kind === "cpu";
	const clock = () => {
		if (!onCpu) return performance.now();
		const { user, system } = process.cpuUsage();
		return (user + system) / 1000;
	};
	const measured: number[] = [];
	const begin = performance.now();
	const spent = () => performance.now() - begin;
	do {
		const start = clock();
		await run();
		measured.push(clock() - start);
	} while (
		spent() < milliseconds ||
		(measured.length < 3 && spent() < 10 * milliseconds)
	);
	const [, ...later] = measured;
	const counted = later.length === 0 ? measured : later;
	return onCpu
		? counted.reduce((sum, value) => sum + value, 0) / counted.length
		: Math.min(...counted);
}
