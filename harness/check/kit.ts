/** What all checks share: the sampler, its targets, and its preparations, which are paid once. */
import type { Action } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { CellEnding } from "../../core/errors.js";
import { createLattice } from "../../core/lattice.js";
import { family, processorSecondsOf } from "../../core/process-table.js";
import { createRandom } from "../../core/random.js";
import type { ExternalOptions } from "../../samplers/external/options.js";
import type { Checkpoint, Prepared, Sampler } from "../../samplers/sampler.js";
import type { Backend } from "../../tensor/device.js";
import { CellClock } from "../cell/clock.js";
import { DrawTimer } from "../cell/draw-timer.js";

export interface Subject {
	readonly name: string;
	/** A new sampler, as a cell would make one. */
	create(): Sampler;
	/** Of a program of somebody else. */
	readonly external?: ExternalOptions;
	/** Folder to which its paths are relative. */
	readonly folder: string;
}

export interface KitSettings {
	/** Seconds for each of the two long preparations. */
	readonly seconds: number;
	readonly threads: number;
	readonly backend: Backend;
}

export type TargetName = "free field" | "φ⁴";

/** Two targets, one exactly solvable: every sampler of scalars should treat them. */
export const targets: Readonly<Record<TargetName, Action>> = {
	"free field": freeField.create(createLattice([4, 4]), { m2: 1 }),
	"φ⁴": phi4.create(createLattice([6, 6]), { m2: -4, lambda: 6.975 }),
};

export interface Trained {
	readonly action: Action;
	readonly prepared: Prepared;
}

export interface Wish {
	readonly seed?: number;
	/** Of the preparation. */
	readonly seconds?: number;
	readonly steps?: number;
	readonly resume?: Checkpoint;
}

const now = () => performance.now() / 1000;
/** Of this process and those that it started. */
const processor = () => processorSecondsOf(family(process.pid));

export class Kit {
	readonly subject: Subject;
	readonly settings: KitSettings;
	readonly #open: Prepared[] = [];
	readonly #clocks = new WeakMap<Prepared, CellClock>();
	readonly #trained = new Map<string, Promise<Trained>>();

	constructor(subject: Subject, settings: KitSettings) {
		this.subject = subject;
		this.settings = settings;
	}

	/**
	 * The sampler prepared for a target, once for all checks.
	 * @throws CellEnding with the status `skipped` where it does not treat the target
	 */
	trained(target: TargetName): Promise<Trained> {
		const known = this.#trained.get(target);
		if (known !== undefined) return known;
		const action = targets[target];
		const made = this.prepare(action, { seconds: this.settings.seconds }).then(
			(prepared) => ({ action, prepared }),
		);
		this.#trained.set(target, made);
		return made;
	}

	/** @throws CellEnding with the status `skipped` where it does not treat the action */
	async prepare(action: Action, wish: Wish = {}): Promise<Prepared> {
		const { backend, threads } = this.settings;
		const { seed = 1, seconds = 5, steps, resume } = wish;
		const sampler = this.subject.create();
		const clock = new CellClock(now, undefined, 1, undefined, processor);
		const verdict = sampler.supports(action);
		if (!verdict.ok) throw new CellEnding("skipped", verdict.reason);
		const prepared = await sampler.prepare(
			action,
			{ seconds, ...(steps === undefined ? {} : { steps }) },
			{
				random: createRandom(seed).fork("check"),
				backend,
				threads,
				meter: clock,
				signal: new AbortController().signal,
				folder: this.subject.folder,
				progress: () => {},
				offer: async () => {},
				...(resume === undefined ? {} : { resume }),
			},
		);
		this.#open.push(prepared);
		this.#clocks.set(prepared, clock);
		return prepared;
	}

	/** Times its next draws; the way of arrays to this side is no part of them. */
	timer(prepared: Prepared): DrawTimer {
		const clock = this.#clocks.get(prepared);
		return new DrawTimer(
			prepared,
			{ now, processor, machine: () => undefined, interrupted: () => false },
			() => clock?.besideDrawing ?? { seconds: 0, coreSeconds: 0 },
		);
	}

	async discard(prepared: Prepared): Promise<void> {
		const at = this.#open.indexOf(prepared);
		if (at >= 0) this.#open.splice(at, 1);
		await prepared.dispose();
	}

	async close(): Promise<void> {
		await Promise.all(this.#open.map((prepared) => prepared.dispose()));
		this.#open.length = 0;
	}
}
