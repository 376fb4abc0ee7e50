/**
 * HMC on a GPU with every size of the boxes that its threads may hold, and through global memory.
 * The estimate in samplers/hmc/gpu/layout.ts chooses among these. For each number of sites in a
 * box, the shape with the best estimate is measured.
 */
import { estimatedTime, tilings } from "../samplers/hmc/gpu/layout.js";
import { product, type Tiling } from "../samplers/hmc/gpu/tile.wgsl.js";
import { onBenchGpu } from "./gpu.js";
import { onGpu } from "./hmc-gpu-speed.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const sizes: readonly (readonly [L: number, chains: number])[] = [
	...[[8, 64] as const, [8, 4096] as const, [8, 100_000] as const],
	...[[16, 64] as const, [16, 32_768] as const],
	...[[32, 64] as const, [32, 8192] as const],
	...[[64, 64] as const, [64, 2048] as const],
	...[[128, 64] as const, [128, 512] as const],
];
const small: typeof sizes = [[8, 64]];

/** The best shape for each number of sites. */
function candidates(
	shape: readonly number[],
	chains: number,
	limits: Parameters<typeof tilings>[2],
): readonly Tiling[] {
	const best = new Map<number, Tiling>();
	for (const tiling of tilings(shape, chains, limits)) {
		const sites = product(tiling.tile);
		const known = best.get(sites);
		if (
			known === undefined ||
			estimatedTime(tiling, chains) < estimatedTime(known, chains)
		)
			best.set(sites, tiling);
	}
	return [...best.values()].sort((a, b) => product(a.tile) - product(b.tile));
}

export const hmcGpuBoxes: BenchPart = {
	name: "hmc-gpu-boxes",
	label:
		"HMC on a GPU by the boxes of its threads, phi^4 in 2D, 1e9 site updates per second of the kernels; * is what is chosen",
	run: onBenchGpu(async (opened, tiny, print, save) => {
		const { gpu, device } = opened;
		const rows: unknown[] = [];
		const lines = [["L", "chains", "box", "threads a chain", "rate"]];
		for (const [L, chains] of tiny ? small : sizes) {
			const list = candidates([L, L], chains, gpu.limits);
			const times = list.map((tiling) => estimatedTime(tiling, chains));
			const chosen = times.indexOf(Math.min(...times));
			for (const [i, layout] of [...list, "streamed" as const].entries()) {
				const { rate, kernelRate } = await onGpu(gpu, L, chains, layout);
				const box = layout === "streamed" ? "memory" : layout.tile.join("x");
				const threads = layout === "streamed" ? null : layout.threads;
				const speed = kernelRate ?? rate;
				rows.push({
					...{ L, chains, box, threads, chosen: i === chosen },
					siteUpdatesPerSecond: speed,
				});
				save({ device, rows });
				lines.push([
					...[String(L), String(chains), box, String(threads ?? "")],
					`${(speed / 1e9).toPrecision(4)}${i === chosen ? " *" : "  "}`,
				]);
			}
		}
		for (const line of table(lines)) print(line);
	}),
};
