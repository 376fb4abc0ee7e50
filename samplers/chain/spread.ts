/** Chains spread over threads, in whole blocks of SIMD lanes. */

/**
 * The chains [from, to) of each job: one job for each thread, or several if they would be long.
 * @param wanted number of jobs whose length is convenient
 */
export function spread(
	chains: number,
	lanes: number,
	threads: number,
	wanted: number,
): readonly (readonly [from: number, to: number])[] {
	const blocks = Math.ceil(chains / lanes);
	const jobs = Math.min(
		blocks,
		threads * Math.max(1, Math.ceil(wanted / threads)),
	);
	return Array.from({ length: jobs }, (_, job) => [
		Math.floor((job * blocks) / jobs) * lanes,
		Math.min(chains, Math.floor(((job + 1) * blocks) / jobs) * lanes),
	]);
}
