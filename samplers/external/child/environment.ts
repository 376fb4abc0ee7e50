/** Environment of the child: threads as the harness counts them, and no surprises on shared machines. */

/** Variables by which numerical libraries learn how many threads to use. */
const threadVariables = [
	"OMP_NUM_THREADS",
	"MKL_NUM_THREADS",
	"OPENBLAS_NUM_THREADS",
	"NUMEXPR_NUM_THREADS",
	"VECLIB_MAXIMUM_THREADS",
	"RAYON_NUM_THREADS",
	"JULIA_NUM_THREADS",
];

/** @param own variables of the suite, which win */
export function childEnvironment(
	threads: number,
	own: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
	return {
		...process.env,
		...Object.fromEntries(
			threadVariables.map((name) => [name, String(threads)]),
		),
		// JAX would take three quarters of a GPU's memory at once.
		XLA_PYTHON_CLIENT_PREALLOCATE: "false",
		...(threads === 1
			? { XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false" }
			: {}),
		PYTHONUNBUFFERED: "1",
		...own,
		// The channel of the cell's own process: a child on Node would take it for its own.
		NODE_CHANNEL_FD: undefined,
		NODE_CHANNEL_SERIALIZATION_MODE: undefined,
	};
}
