/** Whether the sampler is a process of this machine whose processor time the host reads. */
import { basename } from "node:path";

/** Programs that pass the three streams on to a process that is not their child. */
const passers = ["ssh", "srun", "docker", "podman", "kubectl"];

/**
 * Behind ssh, srun or docker the host sees the client alone, which does next to nothing: what it uses is
 * not the sampler's processor time.
 * @param process number of its process, if it has told
 */
export function runsElsewhere(
	[program = ""]: readonly string[],
	process: number | undefined,
	child: { includes(id: number): boolean },
): boolean {
	return process === undefined
		? passers.includes(basename(program))
		: !child.includes(process);
}
