/** An outside sampler after its preparation: draws with honest seconds, log q, checkpoints. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../../actions/action.js";
import {
	type HostEvaluation,
	hostEvaluation,
} from "../../actions/host-evaluation.js";
import { defined } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import { CellEnding, messageOf } from "../../core/errors.js";
import type { Outside } from "../../core/outside.js";
import type { History } from "../../core/record.js";
import type { Checkpoint, Context, Prepared } from "../sampler.js";
import { ensembleOf, type RawDraw, readDraw } from "./arrays/ensemble.js";
import { readReals } from "./arrays/read-array.js";
import { sendFields } from "./arrays/send-fields.js";
import { batches } from "./batches.js";
import { withLog } from "./child/conversation.js";
import { runsElsewhere } from "./child/elsewhere.js";
import { joinEnsembles } from "./join-ensembles.js";
import type { ActionDescription } from "./protocol/action-description.js";
import type { Drawn } from "./protocol/draw.js";
import type { Introduction } from "./protocol/initialize.js";
import { seedOf } from "./seed.js";
import type { Session } from "./session.js";
import { Suspicions } from "./suspicions.js";

type Facts = Readonly<Record<string, number | string>>;

export class PreparedExternal implements Prepared {
	history: readonly History[] = [];
	facts: Facts = {};
	readonly outside: Outside;
	logDensity?: (fields: Float32Array | Float64Array) => Promise<Float64Array>;
	private readonly values: HostEvaluation["values"];
	private readonly suspicions: Suspicions;
	/** Requests for draws so far: each has a seed of its own. */
	private draws = 0;
	private warm = false;
	private declared = false;

	constructor(
		private readonly action: Action,
		private readonly about: Introduction,
		private readonly session: Session,
		private readonly context: Context,
	) {
		this.values = hostEvaluation(action).values;
		this.suspicions = new Suspicions(session.child);
		const { name, version, frameworks, device, threads, reference } = about;
		const told = this;
		const away = runsElsewhere(session.command, about.process, session.child);
		this.outside = {
			name,
			...defined({ version }),
			frameworks,
			...defined({ device, threads }),
			...(away ? { elsewhere: true } : {}),
			...defined({ reference }),
			get declaredEvaluations() {
				return told.declared;
			},
		};
		if (about.capabilities.logq)
			this.logDensity = (fields) => this.logq(fields);
	}

	/** The child's own count of evaluations. */
	counted(evaluations: Drawn["evaluations"]): {
		action: number;
		gradient: number;
	} {
		if (evaluations !== undefined) this.declared = true;
		return {
			action: Number(evaluations?.action ?? 0),
			gradient: Number(evaluations?.gradient ?? 0),
		};
	}

	trained(history: readonly History[], facts: Facts): void {
		this.history = history;
		this.facts = { checkpoint: this.about.capabilities.checkpoint, ...facts };
	}

	/** Takes up a checkpoint in place of a preparation. */
	async restore(
		action: ActionDescription,
		{ files = {}, state }: Checkpoint,
	): Promise<void> {
		const { scratch } = this.session;
		const dir = scratch.folder();
		for (const [name, bytes] of Object.entries(files))
			writeFileSync(join(dir, name), bytes);
		await this.context.meter.phase("start");
		await this.session.call("restore", {
			action,
			files: Object.keys(files),
			dir,
		});
		scratch.discard(dir);
		this.draws = Number(state.draws ?? 0);
		this.declared = state.declared === true;
		this.history = (state.history ?? []) as History[];
		this.facts = (state.facts ?? {}) as Facts;
	}

	async draw(count: number): Promise<Ensemble> {
		const parts: Ensemble[] = [];
		for (const size of batches(count, this.about.capabilities.batchSizes))
			parts.push(await this.drawOnce(size));
		return joinEnsembles(parts);
	}

	private async drawOnce(count: number): Promise<Ensemble> {
		const { meter, random } = this.context;
		const session = this.session;
		if (!this.warm) {
			await meter.phase("compile");
			await session.callIfKnown("warmup", { count });
			this.warm = true;
		}
		const dir = session.scratch.folder();
		const seed = seedOf(random.fork(`draw ${this.draws++}`));
		const suspicions = this.suspicions;
		const unasked = suspicions.begin();
		await meter.phase("draw");
		if (unasked !== undefined) meter.charge("draw", unasked);
		let phases = Promise.resolve();
		const drawn = await session.call(
			"draw",
			{ count, seed, dir },
			{
				done: () => {
					suspicions.done();
					phases = meter.phase("transfer");
				},
			},
		);
		await phases;
		const raw = this.read(drawn, dir);
		meter.count(this.counted(drawn.evaluations));
		if (suspicions.late(raw, dir)) await meter.phase("draw", "before");
		await meter.phase("transfer");
		session.scratch.discard(dir);
		if (raw.count < count)
			throw this.wrong(
				`it drew ${raw.count} configurations where ${count} were asked for`,
			);
		const values = await this.values(raw.fields);
		const { space } = this.action;
		const ensemble = this.explained(() => ensembleOf(raw, values, space));
		suspicions.weights(raw);
		suspicions.end();
		return ensemble;
	}

	private read(drawn: Drawn, dir: string): RawDraw {
		return this.explained(() =>
			readDraw(drawn, dir, this.about.structure, this.action.space),
		);
	}

	/** What is wrong with an answer, with the end of the child's log. */
	private explained<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			throw this.wrong(messageOf(error));
		}
	}

	private wrong(sentence: string): CellEnding {
		return new CellEnding(
			"failed",
			withLog(`draw: ${sentence}`, this.session.log),
		);
	}

	private async logq(
		fields: Float32Array | Float64Array,
	): Promise<Float64Array> {
		const { space } = this.action;
		const count = fields.length / space.size;
		const { scratch } = this.session;
		const dir = scratch.folder();
		const { arrays } = await this.session.call("logq", {
			count,
			fields: sendFields(dir, fields, space),
			dir,
		});
		const { shape, data } = readReals(dir, arrays.logq);
		scratch.discard(dir);
		if (String(shape) !== String([count]))
			throw new Error(
				`log q has the shape [${shape.join(", ")}]; expected [${count}]`,
			);
		return Float64Array.from(data);
	}

	async checkpoint(): Promise<Checkpoint> {
		const common = { sampler: "external", arrays: {} };
		const { capabilities } = this.about;
		if (capabilities.checkpoint === "none")
			return { ...common, prepared: false, state: {}, empty: true };
		const { scratch } = this.session;
		const dir = scratch.folder();
		const { files } = await this.session.call("checkpoint", { dir });
		const contents = Object.fromEntries(
			files.map((name) => [name, readFileSync(join(dir, name))]),
		);
		scratch.discard(dir);
		return {
			...common,
			prepared: true,
			state: {
				draws: this.draws,
				declared: this.declared,
				history: this.history,
				facts: this.facts,
			},
			files: contents,
		};
	}

	remarks(): readonly string[] {
		return this.suspicions.remarks;
	}

	async dispose(): Promise<void> {
		await this.session.close();
	}
}
