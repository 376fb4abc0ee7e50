/** What work took by the clock, and in processor seconds of all threads of its process. */
import { z } from "zod";

export const spentSchema = z.object({
	seconds: z.number(),
	coreSeconds: z.number(),
});

export type Spent = z.infer<typeof spentSchema>;

/** Of work in this process. */
export function spentBy(work: () => void): Spent {
	const before = process.cpuUsage();
	const start = performance.now();
	work();
	const seconds = (performance.now() - start) / 1000;
	return { seconds, coreSeconds: coreSecondsSince(before) };
}

export function coreSecondsSince(before: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1e6;
}
