/**
 * Contract of a sampler: what a file in this folder exports.
 *
 * To add a sampler, write a file here that exports a `SamplerDefinition`, and add one line to
 * registry.ts. Its options then appear in the suite schema, and the contract tests loop over it.
 *
 *   const options = z.strictObject({ width: z.number().positive().default(1) });
 *
 *   export const normals: SamplerDefinition<z.infer<typeof options>> = {
 *     name: "normals",
 *     label: "independent normals with weights",
 *     reference: "importance sampling",
 *     options,
 *     create: ({ width }) => ({
 *       supports: ({ space }) =>
 *         isRealScalar(space) ? { ok: true } : { ok: false, reason: "it needs one real number per site" },
 *       async prepare(action, _budget, { random, meter, resume }) {
 *         const { space } = action;
 *         const stream = random.fork("draws");
 *         stream.position = Number(resume?.state.position ?? 0);
 *         return {
 *           history: [],
 *           facts: {},
 *           async draw(count) {
 *             const fields = fillNormal(stream, new Float32Array(count * space.size)).map((z) => width * z);
 *             const s = tf.tidy(() => action.evaluate(tf.tensor(fields, [count, ...space.shape])));
 *             const values = Float64Array.from(await s.data());
 *             s.dispose();
 *             meter.count({ action: count });
 *             const volume = space.size * Math.log(width * Math.sqrt(2 * Math.PI));
 *             const logWeights = values.map((value, i) => {
 *               const field = fields.subarray(i * space.size, (i + 1) * space.size);
 *               return field.reduce((sum, phi) => sum + phi ** 2 / (2 * width ** 2), volume - value);
 *             });
 *             return { space, count, fields, action: values, structure: { kind: "weighted", logWeights } };
 *           },
 *           checkpoint: async () =>
 *             ({ sampler: "normals", prepared: true, state: { position: stream.position }, arrays: {} }),
 *           dispose() {},
 *         };
 *       },
 *     }),
 *   };
 */
import type { ZodType } from "zod";
import type { Action } from "../actions/action.js";
import type { DeclaredCost, Phase } from "../core/cost.js";
import type { Ensemble } from "../core/ensemble.js";
import type { LogDensityError } from "../core/log-density-error.js";
import type { Outside } from "../core/outside.js";
import type { Random } from "../core/random.js";
import type { History } from "../core/record.js";
import type { Verdict } from "../core/verdict.js";
import type { Backend } from "../tensor/device.js";

export interface SamplerDefinition<O = never> {
	readonly name: string;
	/** One line that lists show. */
	readonly label: string;
	readonly reference: string;
	/** Page of docs/ that explains it, perhaps with an anchor: "classical-samplers.md#clusters". Reports link to it. */
	readonly documentation?: string;
	/** Schema of the options. Every option has a default, so `{}` parses, unless `input` says otherwise. */
	readonly options: ZodType<O>;
	/**
	 * Present if the sampler works on something that only the user can name, a file or a program. Its
	 * options then stand in a suite beside `sampler`, not below `options`, and some have no default.
	 */
	readonly input?: SamplerInput<O>;
	create(options: O): Sampler;
	/**
	 * Parameters of the action that one preparation covers. Cells that differ only in these, in their label
	 * or in their draws share it. Undefined: every cell prepares for itself.
	 */
	serves?(options: O): readonly string[] | undefined;
}

export interface SamplerInput<O = never> {
	/** Paths among the options, relative to the suite: what these files hold is part of the question. */
	files(options: O): readonly string[];
	/** True if the draws are given once and for all, so that there is one cell whatever the seeds. */
	readonly finished?: boolean;
}

export interface Sampler {
	/** Asked before any work. A sampler that cannot treat this action gives the reason. */
	supports(action: Action): Verdict;
	/** Does everything that is paid once: it thermalises and tunes a chain, or trains a flow. */
	prepare(action: Action, budget: Budget, context: Context): Promise<Prepared>;
}

/** A sampler prepared for one action. */
export interface Prepared {
	/**
	 * Present if the configurations were drawn elsewhere and their number is fixed. Their cost is then
	 * unknown here, and the harness takes no time.
	 */
	readonly finished?: Finished;
	/** What must be said of the draws so far beside their numbers, one sentence each. */
	remarks?(): readonly string[];
	/** Curves for the report: loss, ESS, step size, ... against steps and seconds. */
	readonly history: readonly History[];
	/** Facts for the record: tuned step size, number of parameters, ... */
	readonly facts: Readonly<Record<string, number | string>>;
	/**
	 * Returns `count` further configurations, rounded up to a multiple of the chains. It continues
	 * where the last draw ended.
	 */
	draw(count: number): Promise<Ensemble>;
	/**
	 * log q of given configurations [count, ...space.shape], float64, normalised like the log weights
	 * -S - log q that `draw` returns, to 0.25 (rms): a few draws are compared. Absent if log q is unknown,
	 * or known with an error almost as large as the spread of the weights. Absent too where draws are chains:
	 * they have no weights with which it could agree.
	 */
	logDensity?(fields: Float32Array | Float64Array): Promise<Float64Array>;
	/** One draw on its way from noise to field, at even times: configurations for a picture. */
	path?(): Promise<readonly Float32Array[] | undefined>;
	/** A trained model that others can read, if its format is published. */
	model?(): PublishedModel | undefined;
	/**
	 * How far log q may be off, where it is known up to a systematic error only: it enters the errors
	 * of averages. Absent where rounding is all there is.
	 */
	readonly logDensityError?: LogDensityError;
	/** Everything needed to continue. `prepare` with it as `context.resume` gives the same bits from here on. */
	checkpoint(): Promise<Checkpoint>;
	/** What a program that somebody else wrote says about itself, and where it computes. */
	readonly outside?: Outside;
	dispose(): void | Promise<void>;
}

/** Draws that were made elsewhere. */
export interface Finished {
	/** Number of configurations over all chains. */
	readonly count: number;
	/** What their makers say that it cost. */
	readonly cost?: DeclaredCost;
}

/** A trained model in files that any language reads: one JSON object, and arrays by name. */
export interface PublishedModel {
	/** What rebuilds it; `format` and `kind` say how to read the rest. */
	readonly about: Readonly<Record<string, unknown>>;
	readonly arrays: Readonly<
		Record<
			string,
			{ readonly shape: readonly number[]; readonly data: Float32Array }
		>
	>;
}

/** Limits on preparation. Whichever is reached first ends it. */
export interface Budget {
	/** Wall time of the whole preparation. */
	readonly seconds: number;
	/**
	 * Optimiser steps or thermalisation updates, if the user fixed them. Then the result does not
	 * depend on the clock.
	 */
	readonly steps?: number;
	/**
	 * Configurations that will be drawn. They say how small a systematic error has to be, and have no
	 * part in what is trained.
	 */
	readonly draws?: number;
}

/** State that survives the process: small JSON, and named binary arrays. */
export interface Checkpoint {
	readonly sampler: string;
	/** True when preparation is complete, so that a resume goes straight to drawing. */
	readonly prepared: boolean;
	readonly state: Readonly<Record<string, unknown>>;
	readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
	/** Opaque files by name, of a program that writes its own. */
	readonly files?: Readonly<Record<string, Uint8Array>>;
	/** True if nothing can be continued from here. The harness then keeps nothing, and a killed cell starts again. */
	readonly empty?: true;
}

/** Everything that the harness gives to a sampler. */
export interface Context {
	/** The stream of the cell. Fork it by label for every purpose. */
	readonly random: Random;
	readonly backend: Backend;
	/** Absolute paths of the files that the options name, by the name used there. */
	readonly files?: ReadonlyMap<string, string>;
	/** Absolute path to which other paths among the options are relative, for a sampler with an `input`. */
	readonly folder?: string;
	/** Number of worker threads to use, at least 1. */
	readonly threads: number;
	readonly meter: Meter;
	/** Aborted if the user interrupts or the budget of the cell is spent. Stop at the next convenient point. */
	readonly signal: AbortSignal;
	/** Shows progress to people, with `fraction` in [0, 1]. Results never depend on it. */
	progress(fraction: number, values: Readonly<Record<string, number>>): void;
	/** A checkpoint from which to continue, or undefined for a fresh start. */
	readonly resume?: Checkpoint;
	/** Offers a checkpoint. Call it repeatedly during long preparations; the harness decides whether to write one. */
	offer(checkpoint: () => Promise<Checkpoint>): Promise<void>;
}

/** The harness's clock and counter. A sampler marks phases and counts work, but never reports seconds. */
export interface Meter {
	/**
	 * Starts a phase: when the device has done all requested work, time and work belong to this phase.
	 * @param since with `before`, the phase that ends was this one too, from its beginning
	 */
	phase(name: Phase, since?: "now" | "before"): Promise<void>;
	/** Counts evaluations, one for each configuration. */
	count(work: { readonly action?: number; readonly gradient?: number }): void;
	/** Adds work to a phase that was done outside of it, such as that of a program between two requests. */
	charge(
		name: Phase,
		time: { readonly seconds: number; readonly coreSeconds: number },
	): void;
	/** Seconds of this cell's preparation so far, including earlier interrupted runs. */
	readonly seconds: number;
	/** The same seconds times the number of devices held. */
	readonly deviceSeconds: number;
	/**
	 * Evaluations of the action and of its gradient in this cell's preparation so far, including earlier
	 * interrupted runs.
	 */
	readonly evaluations: number;
}
