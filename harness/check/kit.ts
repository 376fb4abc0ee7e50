/** What all checks share: the sampler, its targets, and its preparations, which are paid once. */
import type { Action } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import type { Ensemble } from "../../core/ensemble.js";
import { CellEnding } from "../../core/errors.js";
import { createLattice } from "../../core/lattice.js";
import { family, processorSecondsOf } from "../../core/process-table.js";
import { createRandom } from "../../core/random.js";
import type { ExternalOptions } from "../../samplers/external/options.js";
import type { Introduction } from "../../samplers/external/protocol/initialize.js";
import type { Checkpoint, Prepared, Sampler } from "../../samplers/sampler.js";
import type { Backend } from "../../tensor/device.js";
import { CellClock } from "../cell/clock.js";
import { type Pace, paceOf } from "./pace.js";

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
	/** Lattice of both targets, for samplers that treat one alone. */
	readonly shape?: readonly number[];
}

export type TargetName = "free field" | "φ⁴";

export interface Trained {
	readonly action: Action;
	readonly prepared: Prepared;
	readonly pace: Pace;
}

/** Prepared in few steps, for lines that ask how it behaves and not how well it samples. */
export interface Brief {
	readonly prepared: Prepared;
	/** Its first draws. */
	readonly first: Ensemble;
}

export interface Wish {
	readonly seed?: number;
	/** Of the preparation. */
	readonly seconds?: number;
	readonly steps?: number;
	readonly resume?: Checkpoint;
}

/** Seconds of the whole kit, with two long preparations of the default length. */
const whole = 115;
const usual = 15;
/** Starts of a program in all lines, and seconds of each that are within the whole: a busy machine gets more. */
const starts = 8;
const quickStart = 3;
/** Steps of a brief preparation, and seconds after which one has to do. */
const briefSteps = 10;
const briefSeconds = 5;
const briefDraws = 64;

const now = () => performance.now() / 1000;
/** Of this process and those that it started. */
const processor = () => processorSecondsOf(family(process.pid));
const host = {
	now,
	processor,
	machine: () => undefined,
	interrupted: () => false,
};

export class Kit {
	readonly subject: Subject;
	readonly settings: KitSettings;
	/** One is exactly solvable: every sampler of scalars should treat them. */
	readonly targets: Readonly<Record<TargetName, Action>>;
	/** What the program said of itself, and how long it took to start. */
	introduced: { about: Introduction; seconds: number } | undefined;
	readonly #begin = now();
	readonly #open: Prepared[] = [];
	readonly #clocks = new WeakMap<Prepared, CellClock>();
	readonly #trained = new Map<string, Promise<Trained>>();
	#shared: Promise<Brief> | undefined;
	#steps: number | undefined;

	constructor(subject: Subject, settings: KitSettings) {
		this.subject = subject;
		this.settings = settings;
		const { shape } = settings;
		this.targets = {
			"free field": freeField.create(createLattice(shape ?? [4, 4]), { m2: 1 }),
			"φ⁴": phi4.create(createLattice(shape ?? [6, 6]), {
				m2: -4,
				lambda: 6.975,
			}),
		};
	}

	/**
	 * The sampler prepared for a target, once for all checks.
	 * @throws CellEnding with the status `skipped` where it does not treat the target
	 */
	trained(target: TargetName): Promise<Trained> {
		const known = this.#trained.get(target);
		if (known !== undefined) return known;
		const action = this.targets[target];
		const made = this.prepare(action, { seconds: this.settings.seconds }).then(
			async (prepared) => ({
				action,
				prepared,
				pace: await paceOf(prepared, host, () => this.#unpaid(prepared)),
			}),
		);
		this.#trained.set(target, made);
		return made;
	}

	/** Whether the time of the whole kit is over. */
	get late(): boolean {
		const { settings, introduced } = this;
		const longer = Math.max(0, settings.seconds - usual);
		const slower = Math.max(0, (introduced?.seconds ?? 0) - quickStart);
		return now() - this.#begin > whole + 2 * longer + starts * slower;
	}

	/** The same for all checks, with seed 1. */
	shared(): Promise<Brief> {
		this.#shared ??= this.brief(1);
		return this.#shared;
	}

	/** A new one. All of a kit have the same budget once the first is there. */
	async brief(seed: number): Promise<Brief> {
		const action = this.targets["free field"];
		const steps = this.#steps ?? briefSteps;
		const wish = { seed, steps, seconds: briefSeconds };
		const prepared = await this.prepare(action, wish);
		const slow = (this.#clocks.get(prepared)?.seconds ?? 0) >= briefSeconds;
		if (this.#steps === undefined && slow) {
			this.#steps = 1;
			await this.discard(prepared);
			return this.brief(seed);
		}
		this.#steps = steps;
		return { prepared, first: await prepared.draw(briefDraws) };
	}

	/** Words about brief preparations where they were cut. */
	get briefly(): string {
		return this.#steps === 1
			? `, after one step, as ${briefSteps} take more than ${briefSeconds} s`
			: "";
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

	/** The way of arrays to this side is no part of drawing. */
	#unpaid(prepared: Prepared) {
		const clock = this.#clocks.get(prepared);
		return clock?.besideDrawing ?? { seconds: 0, coreSeconds: 0 };
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
