/**
 * Whole trajectories of Hamiltonian Monte Carlo on a GPU, phi^4 in two dimensions. They are
 * compared with two floors that are measured on the same device in the same run, and with the CPU's
 * float32 kernel on all threads.
 *
 * The operations of one site are counted in the source (samplers/hmc/gpu/resident.wgsl.ts). A kick
 * with its drift has 8. The rest of a trajectory has 130 on integers, which is Philox, and 78 on
 * floats, for momenta and exact sums. A multiply-add, an addition or a product counts as one.
 *
 * Lattices in registers cannot be faster than max(all / fused rate, integers / integer rate), where
 * both rates are those of kernels that do nothing else. Lattices in global memory move 16 bytes per
 * site and kick, and 28 for the rest, at most at the rate of a copy. Lattices that fit into a cache
 * may be faster.
 *
 * The rates are those of the clock, including the reading of results. The rates of the kernels
 * alone come from the device's timestamps and are compared with the floor.
 */
import { availableParallelism } from "node:os";
import { messageOf } from "../core/errors.js";
import { chooseTiling } from "../samplers/hmc/gpu/layout.js";
import { operationsOf } from "../samplers/hmc/gpu/resident.wgsl.js";
import type { Gpu } from "../tensor/gpu/gpu.js";
import { type BenchGpu, onBenchGpu } from "./gpu.js";
import { multiplyAddRate } from "./gpu-arithmetic.js";
import { onCpu, onGpu, plan } from "./hmc-gpu-speed.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const operations = operationsOf(2, "float64");
const kickBytes = 16;
const otherBytes = 28;

/** Sites of all chains: 2 GiB of fields. */
const mostSites = 2 ** 29;
const extents = [8, 16, 32, 64, 128, 256];
const chainCounts = [64, 1024, 16_384, 100_000];
/** Enough to see that it runs. */
const small: readonly (readonly [L: number, chains: number])[] = [
	[8, 64],
	[128, 2],
	[256, 1],
];

/** Operations and bytes per second. */
interface Floors extends Pick<BenchGpu, "multiplyAdds" | "bytes"> {
	readonly integers: number;
}

/** The largest number of site updates per second that the floors allow. */
function floorRate(floors: Floors, resident: boolean): number {
	const { kicks } = plan;
	const { kick, integer, float } = operations;
	const seconds = resident
		? Math.max(
				(kicks * kick + integer + float) / floors.multiplyAdds,
				integer / floors.integers,
			)
		: (kicks * kickBytes + otherBytes) / floors.bytes;
	return kicks / seconds;
}

const giga = (value: number) => (value / 1e9).toPrecision(4);

export const hmcGpu: BenchPart = {
	name: "hmc-gpu",
	label: `whole trajectories of ${plan.kicks} kicks on a GPU, phi^4 in 2D, 1e9 site updates per second`,
	run: onBenchGpu(async (opened, tiny, print, save) => {
		const { gpu, device, multiplyAdds, bytes } = opened;
		const integers = await multiplyAddRate(gpu, "u32");
		const floors = { multiplyAdds, integers, bytes };
		print(
			`${device.name}: ${giga(multiplyAdds)}e9 fused and ${giga(integers)}e9 integer multiply-adds, ${giga(bytes)}e9 bytes copied per second`,
		);
		const cpuRates = new Map<number, number>();
		const rows: Row[] = [];
		for (const [L, chains] of tiny ? small : sizes()) {
			const cpuRate = cpuRates.get(L) ?? (await onCpu(L));
			cpuRates.set(L, cpuRate);
			try {
				rows.push(await measure(gpu, floors, L, chains, cpuRate));
			} catch (error) {
				// Most likely there was not enough memory. All later sizes are larger.
				print(`stopped at L = ${L}, ${chains} chains: ${messageOf(error)}`);
				break;
			}
			save({
				device,
				threads: availableParallelism(),
				multiplyAddsPerSecond: multiplyAdds,
				integerMultiplyAddsPerSecond: integers,
				copiedBytesPerSecond: bytes,
				kicksPerTrajectory: plan.kicks,
				rows,
			});
		}
		rows.sort((a, b) => a.L - b.L || a.chains - b.chains);
		for (const line of table([headings, ...rows.map(cellsOf)])) print(line);
	}),
};

/** The smallest come first. */
function sizes(): (readonly [L: number, chains: number])[] {
	const work = ([L, chains]: readonly [number, number]) => L * L * chains;
	return extents
		.flatMap((L) => chainCounts.map((chains) => [L, chains] as const))
		.filter((size) => work(size) <= mostSites)
		.sort((a, b) => work(a) - work(b));
}

interface Row {
	readonly L: number;
	readonly chains: number;
	readonly fieldsIn: string;
	readonly trajectories: number;
	readonly siteUpdatesPerSecond: number;
	readonly kernelSiteUpdatesPerSecond: number | null;
	readonly floorSiteUpdatesPerSecond: number;
	readonly kernelsOverFloor: number;
	readonly cpuSiteUpdatesPerSecond: number;
	readonly clockOverCpu: number;
}

const headings = [
	...["L", "chains", "fields in", "by the clock", "kernels", "floor"],
	...["kernels / floor", "clock / CPU"],
];

async function measure(
	gpu: Gpu,
	floors: Floors,
	L: number,
	chains: number,
	cpuRate: number,
): Promise<Row> {
	const tiling = chooseTiling([L, L], chains, gpu.limits);
	const { rate, kernelRate, trajectories } = await onGpu(gpu, L, chains);
	const floor = floorRate(floors, tiling !== null);
	return {
		L,
		chains,
		fieldsIn: tiling === null ? "memory" : `boxes of ${tiling.tile.join("x")}`,
		trajectories,
		siteUpdatesPerSecond: rate,
		kernelSiteUpdatesPerSecond: kernelRate,
		floorSiteUpdatesPerSecond: floor,
		kernelsOverFloor: (kernelRate ?? rate) / floor,
		cpuSiteUpdatesPerSecond: cpuRate,
		clockOverCpu: rate / cpuRate,
	};
}

function cellsOf(row: Row): string[] {
	const kernels = row.kernelSiteUpdatesPerSecond;
	return [
		...[String(row.L), String(row.chains), row.fieldsIn],
		giga(row.siteUpdatesPerSecond),
		kernels === null ? "not timed" : giga(kernels),
		giga(row.floorSiteUpdatesPerSecond),
		row.kernelsOverFloor.toFixed(2),
		row.clockOverCpu.toPrecision(3),
	];
}
