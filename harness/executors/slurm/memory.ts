/** The memory that cells may use in Slurm. */
import { type Machines, optionsFor } from "../../../suites/machines.js";
import type { Cell } from "../../plan.js";

/** The part of its memory that a task lets its cell use, so that it can say what happened. */
export const memoryShare = 0.95;

const binary: Readonly<Record<string, number>> = {
	K: 2 ** 10,
	M: 2 ** 20,
	G: 2 ** 30,
	T: 2 ** 40,
};

/** Bytes that a cell may use by its options of sbatch (`mem`, in MB without a unit); undefined where Slurm decides. */
export function memoryAskedFor(
	machines: Machines,
	{ target, sampler, seed, limits }: Cell,
): number | undefined {
	const { mem } = optionsFor(machines, {
		target: target.label,
		sampler: sampler.label,
		seed,
	});
	const [, number = "0", unit = "M"] =
		/^(\d+)([KMGT])?B?$/i.exec(String(mem)) ?? [];
	// Slurm gives a whole node for 0.
	const bytes = Number(number) * (binary[unit.toUpperCase()] ?? 0);
	if (bytes === 0) return undefined;
	return Math.min(memoryShare * bytes, limits.memory ?? bytes);
}
