/**
 * Contract of the live page: a run that goes on, as data. The page reloads itself and holds no script.
 *
 *   await writeFile("live.html", livePage(run, { reload: 5 }));
 */

/** How a cell is, for its colour. */
export type LiveKind = "waiting" | "running" | "done" | "bad";

export interface LiveCurve {
	/** What is drawn, such as "loss". */
	readonly name: string;
	/** Seconds since the cell began, and value. */
	readonly points: readonly (readonly [number, number])[];
}

export interface LiveCell {
	readonly target: string;
	readonly sampler: string;
	readonly seed: number;
	readonly kind: LiveKind;
	/** "queued", "running", "completed", ... */
	readonly state: string;
	readonly reason?: string;
	/** What it is at, such as "train 40 %". */
	readonly now?: string;
	/** Of its work, in [0, 1]. */
	readonly fraction: number;
	readonly seconds?: number;
	readonly secondsLeft?: number;
	/** Effective configurations, so far or in the end. */
	readonly ess?: number;
	readonly draws?: number;
	/** Machine, or job of the scheduler. */
	readonly where?: string;
	readonly curves: readonly LiveCurve[];
}

export interface LiveRun {
	readonly title: string;
	/** ISO time at which the folder was read. */
	readonly at: string;
	readonly cells: readonly LiveCell[];
	readonly secondsLeft?: number;
	/** Whether something runs, or waits for a scheduler. */
	readonly goesOn: boolean;
	/** Anything that went wrong in reading. */
	readonly troubles: readonly string[];
}
