/**
 * Coupling flows in kernels on a GPU: training steps (loss, path gradient, Adam) and draws. They
 * are compared with the kernels on all cores of the same machine, and with the floor: multiply-adds
 * in registers, or a copy of what a step stores. The architectures are the samplers' defaults.
 */
import { availableParallelism } from "node:os";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import type { CouplingConfig } from "../samplers/coupling/config.js";
import { couplingFlow } from "../samplers/coupling/coupling.js";
import type { FlowEngine } from "../samplers/flow/engine.js";
import { gpuEngine } from "../samplers/flow/gpu/engine.js";
import { fusedEngine } from "../samplers/flow/simd/engine.js";
import { keptBytes, passesOf, passProducts } from "./coupling-work.js";
import { best, drawer, estimator, trainer } from "./flow-work.js";
import { type BenchGpu, openBenchGpu } from "./gpu.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

/** Couplings of the broken phase, for every extent. */
const couplings = { m2: -4, lambda: 6.975 };
const threads = Math.min(16, availableParallelism());

interface Sizes {
	readonly extents: readonly number[];
	readonly batch: number;
	readonly draws: number;
	/** Number of samples for the kernels on the CPU, whose cost is proportional to it. */
	readonly fewer: (extent: number) => number;
	readonly repeats: number;
}

const sizes: Sizes = {
	extents: [8, 16, 32, 64],
	batch: 256,
	draws: 4096,
	fewer: (extent) => (extent <= 16 ? 256 : 8 * threads),
	repeats: 5,
};

/** For adapters that compute on the CPU. */
const tinySizes: Sizes = {
	extents: [4],
	batch: 32,
	draws: 32,
	fewer: () => 32,
	repeats: 2,
};

const prior = (extent: number) =>
	({
		kind: "freeField",
		mass2: (4 / extent) ** 2,
		trainable: true,
		kinetic: 1,
	}) as const;

const shared = {
	conditioner: "convolutional",
	hidden: [8, 8],
	kernel: 3,
} as const;

const configs: Readonly<Record<string, (extent: number) => CouplingConfig>> = {
	realnvp: (extent) => ({
		...shared,
		layers: 16,
		transform: { kind: "affine" },
		prior: prior(extent),
		rescale: false,
	}),
	"neural-spline": (extent) => ({
		...shared,
		layers: 8,
		transform: { kind: "spline", bins: 8, bound: 5, odd: true },
		prior: prior(extent),
		rescale: true,
	}),
};

export const couplingGpu: BenchPart = {
	name: "coupling-gpu",
	label:
		"coupling flows on a GPU: training step with path gradients and Adam, and draws; milliseconds, the best of some",
	async run(print, { rehearsal, save }) {
		const opened = await openBenchGpu(rehearsal);
		if (typeof opened === "string") {
			print(`not measured: ${opened}`);
			return;
		}
		const { device, multiplyAdds, bytes } = opened;
		const used = device.kind === "gpu" && !rehearsal ? sizes : tinySizes;
		print(
			`${device.name}: ${(multiplyAdds / 1e12).toPrecision(3)} T multiply-adds/s on registers, ${(bytes / 1e9).toPrecision(3)} GB/s copied; kernels of the CPU on ${threads} threads`,
		);
		const rows = [
			[
				"",
				`step of ${used.batch}`,
				"kernels",
				"of the floor",
				"CPU / GPU",
				`draw of ${used.draws}`,
				"of the floor",
				"CPU / GPU",
			],
		];
		const results: (Timing | Refusal)[] = [];
		for (const [name, config] of Object.entries(configs))
			for (const extent of used.extents) {
				const result = await measure(
					name,
					config(extent),
					extent,
					used,
					opened,
				);
				results.push(result);
				rows.push(row(result));
				save({ device, multiplyAdds, bytes, threads, ...used, results });
			}
		for (const line of table(rows)) print(line);
	},
};

interface Timing {
	readonly flow: string;
	readonly L: number;
	readonly stepSeconds: number;
	/** Time by the device's timestamps. null if it has none. */
	readonly stepKernelSeconds: number | null;
	readonly stepFloorSeconds: number;
	readonly drawSeconds: number;
	readonly drawFloorSeconds: number;
	/** The same work in the kernels on the CPU, on all threads. */
	readonly cpuStepSeconds: number;
	readonly cpuDrawSeconds: number;
}

/** A size that the device cannot take. */
interface Refusal {
	readonly flow: string;
	readonly L: number;
	readonly refused: string;
}

async function measure(
	name: string,
	config: CouplingConfig,
	extent: number,
	{ batch, draws, fewer, repeats }: Sizes,
	{ gpu, multiplyAdds, bytes }: BenchGpu,
): Promise<Timing | Refusal> {
	const lattice = createLattice([extent, extent]);
	const action = phi4.create(lattice, couplings);
	const flow = couplingFlow(lattice, config);
	let engine: FlowEngine;
	try {
		engine = await gpuEngine(flow, action);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return { flow: name, L: extent, refused: error.message };
	}
	const step = await best(repeats, trainer(flow, engine, batch));
	const before = await gpu.kernelSeconds();
	await trainer(flow, engine, batch)(repeats + 1);
	const inKernels = (await gpu.kernelSeconds()) - before;
	const draw = await best(repeats, drawer(flow, engine, draws));
	engine.dispose();

	const few = fewer(extent);
	const cpu = fusedEngine(flow, action, threads);
	const cpuStep = await best(2, trainer(flow, cpu, few));
	const cpuDraw = await best(2, drawer(flow, cpu, few));
	cpu.dispose();

	const products = passProducts(lattice, config) / multiplyAdds;
	const stepFloor =
		batch *
		Math.max(
			passesOf(estimator) * products,
			keptBytes(lattice, config) / bytes,
		);
	// The fields are written. Everything else may stay on the chip.
	const drawFloor = draws * Math.max(products, (4 * lattice.sites) / bytes);
	return {
		flow: name,
		L: extent,
		stepSeconds: step,
		stepKernelSeconds: gpu.timestamps ? inKernels : null,
		stepFloorSeconds: stepFloor,
		drawSeconds: draw,
		drawFloorSeconds: drawFloor,
		cpuStepSeconds: (cpuStep * batch) / few,
		cpuDrawSeconds: (cpuDraw * draws) / few,
	};
}

function row(result: Timing | Refusal): string[] {
	const label = `${result.flow} L=${result.L}`;
	if ("refused" in result)
		return [label, result.refused, ...new Array<string>(6).fill("")];
	const { stepSeconds, stepKernelSeconds, drawSeconds } = result;
	return [
		label,
		ms(stepSeconds),
		stepKernelSeconds === null ? "not timed" : ms(stepKernelSeconds),
		percent(result.stepFloorSeconds / stepSeconds),
		(result.cpuStepSeconds / stepSeconds).toPrecision(3),
		ms(drawSeconds),
		percent(result.drawFloorSeconds / drawSeconds),
		(result.cpuDrawSeconds / drawSeconds).toPrecision(3),
	];
}

function ms(seconds: number): string {
	return (1000 * seconds).toPrecision(3);
}

function percent(part: number): string {
	return `${(100 * part).toPrecision(2)} %`;
}
