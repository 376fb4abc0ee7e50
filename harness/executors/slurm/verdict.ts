/**
 * The record of a cell whose Slurm task ended and left none: why it ended, as far as anybody knows. Pure.
 */
import type { Failure } from "../../../core/failure.js";
import type { Status } from "../../../core/record.js";
import type { Trail } from "../../follow/trail.js";
import type { Ending } from "./client.js";

export interface Verdict {
	readonly status: Status;
	readonly reason: string;
	readonly failure?: Failure;
}

/**
 * @param ending undefined where Slurm no longer knows the task
 * @param log of the task
 * @param memory bytes that the cell was allowed, where the suite says so
 */
export function verdictOf(
	ending: Ending | undefined,
	trail: Trail | undefined,
	log: string,
	memory?: number,
): Verdict {
	const begun = trail?.state === "running";
	if (ending === undefined)
		return {
			status: "interrupted",
			reason: begun
				? `its task ended without a record, and Slurm no longer knows how (${log})`
				: "its task never began, and Slurm no longer knows it: it may have been cancelled",
		};
	const { state } = ending;
	if (state.startsWith("CANCELLED"))
		return {
			status: "interrupted",
			reason: begun
				? "cancelled in Slurm"
				: "cancelled in Slurm before it began",
		};
	if (["NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED"].includes(state))
		return {
			status: "interrupted",
			reason: `its machine was taken away (Slurm: ${state}, ${ending.reason})`,
		};
	if (state === "TIMEOUT" || state === "DEADLINE")
		return {
			status: "timeout",
			reason: "stopped at the time limit of its job (sbatch: time)",
			failure: { kind: "time" },
		};
	if (state === "OUT_OF_MEMORY")
		return {
			status: "failed",
			reason:
				"out of memory: its job used more than it was given (sbatch: mem)",
			failure: {
				kind: "memory",
				...(memory === undefined ? {} : { limit: memory }),
			},
		};
	if (!begun && state === "COMPLETED")
		return { status: "interrupted", reason: "its task ended before it began" };
	return {
		status: "failed",
		reason: `its task left no record: ${inWords(ending)} (${log})`,
		failure: { kind: "crash" },
	};
}

function inWords({ state, reason, exitCode }: Ending): string {
	const [status = "", signal = ""] = exitCode.split(":");
	if (signal !== "" && signal !== "0") {
		const why = signal === "9" ? ", as happens when memory runs out" : "";
		return `ended by signal ${signal}${why}`;
	}
	return status === "0"
		? `Slurm says ${state}, ${reason}`
		: `ended with status ${status}`;
}
