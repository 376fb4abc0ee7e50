/**
 * What does not fit between the words of a child and its clock: work after `done`, work between
 * requests, numbers without enough digits. Each becomes one remark of the record.
 */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RawDraw } from "./arrays/ensemble.js";

/** Writing may take this many times what it takes the host, and this many seconds in any case. */
const lateRatio = 3;
const lateSeconds = 0.05;
/** Seconds of processor time that the scheduler's ticks may hide. */
const ticks = 0.03;
/** Draws with a long way from done to the answer, from which that is no accident. */
const slowDraws = 3;
/** Error of log q from float32 that matters beside the scatter of log weights. */
const worstRounding = 0.01;

/** Processor time of the program and of all that it started, so far. */
interface Worker {
	processorSeconds(): number;
}

interface Spent {
	readonly seconds: number;
	readonly coreSeconds: number;
}

type Kind = "late" | "between" | "noDone" | "rounding";

export class Suspicions {
	private readonly found = new Map<Kind, string>();
	private doneAt: { wall: number; processor: number } | undefined;
	private ended: { wall: number; processor: number } | undefined;
	private lateSeconds = 0;
	private slow = 0;
	/** Work between requests that is not charged yet, and all of it. */
	private open = { seconds: 0, coreSeconds: 0 };
	private between = 0;
	/** Seconds that the host takes to write a byte. */
	private perByte: number | undefined;

	constructor(private readonly child: Worker) {}

	get remarks(): readonly string[] {
		return [...this.found.values()];
	}

	/**
	 * A draw is about to be asked for.
	 * @returns work since the last one, which belongs to drawing: a program must not draw ahead while it is not
	 * timed. The seconds are those of one thread.
	 */
	begin(): Spent | undefined {
		this.doneAt = undefined;
		if (this.ended === undefined) return undefined;
		const worked = this.child.processorSeconds() - this.ended.processor;
		if (worked <= ticks) return undefined;
		const passed = performance.now() / 1000 - this.ended.wall;
		this.between += worked;
		const open = {
			seconds: this.open.seconds + Math.min(worked, passed),
			coreSeconds: this.open.coreSeconds + worked,
		};
		this.open = open;
		if (this.between <= lateSeconds + ticks) return undefined;
		this.open = { seconds: 0, coreSeconds: 0 };
		this.found.set(
			"between",
			`the sampler computed for ${this.between.toFixed(2)} s of processor time between requests for draws, which count as drawing`,
		);
		return open;
	}

	done(): void {
		this.doneAt = {
			wall: performance.now() / 1000,
			processor: this.child.processorSeconds(),
		};
	}

	/** Whether more than writing files happened after `done`. To be asked when the answer is there. */
	late({ fields }: RawDraw, folder: string): boolean {
		if (this.doneAt === undefined) {
			this.found.set(
				"noDone",
				"the sampler does not send done: writing its files counts as drawing",
			);
			return false;
		}
		const wall = performance.now() / 1000 - this.doneAt.wall;
		const processor = this.child.processorSeconds() - this.doneAt.processor;
		this.perByte ??= writingTime(folder, fields) / fields.byteLength;
		const allowed = lateRatio * this.perByte * fields.byteLength;
		// A device that works shows on the wall clock alone. So does a busy machine, but not every time.
		if (wall > allowed + 10 * lateSeconds) this.slow++;
		const late =
			processor > allowed + ticks + lateSeconds || this.slow >= slowDraws;
		if (!late || wall <= allowed) return false;
		this.lateSeconds += wall;
		this.found.set(
			"late",
			`late work: ${this.lateSeconds.toFixed(2)} s passed between done and the answers, more than ${lateRatio} times what writing the files takes; they count as drawing`,
		);
		return true;
	}

	/** float32 has 24 bits: of a large log q little is left. */
	weights({ logq, logw }: RawDraw): void {
		const given = logq ?? logw;
		if (!(given?.data instanceof Float32Array)) return;
		const largest = given.data.reduce(
			(max, value) =>
				Number.isFinite(value) ? Math.max(max, Math.abs(value)) : max,
			0,
		);
		const rounding = largest * 2 ** -24;
		if (rounding > worstRounding)
			this.found.set(
				"rounding",
				`log weights come in float32 with values up to ${largest.toPrecision(2)}: rounding alone moves them by ${rounding.toPrecision(1)}`,
			);
	}

	/** The draw is over. */
	end(): void {
		this.ended = {
			wall: performance.now() / 1000,
			processor: this.child.processorSeconds(),
		};
	}
}

/** Seconds in which this process writes and renames the same bytes in the same place. */
function writingTime(
	folder: string,
	{ buffer, byteOffset, byteLength }: Float32Array | Float64Array,
): number {
	const path = join(folder, "host-trial.npy");
	let least = Number.POSITIVE_INFINITY;
	// The least of several is that of an idle machine.
	for (let trial = 0; trial < (byteLength > 2 ** 20 ? 1 : 5); trial++) {
		const begin = performance.now();
		writeFileSync(`${path}.tmp`, Buffer.from(buffer, byteOffset, byteLength));
		renameSync(`${path}.tmp`, path);
		least = Math.min(least, (performance.now() - begin) / 1000);
		rmSync(path);
	}
	return least;
}
