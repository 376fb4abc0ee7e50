/** Volume transfer as a sampler: trains on small lattices and continues on larger ones (arXiv:2207.00283). */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { element } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import { createLattice, type Lattice } from "../../core/lattice.js";
import { sum } from "../../core/statistics/moments.js";
import { FailedPreparation } from "../failed-preparation.js";
import { DivergedTraining } from "../flow/training/diverged.js";
import type {
	Budget,
	Checkpoint,
	Context,
	Prepared,
	Sampler,
	SamplerDefinition,
} from "../sampler.js";
import type { Trained } from "./flow.js";
import type { EquivariantCnfOptions } from "./options.js";

/** Makes the sampler of one lattice from its start and a callback that receives the end of training. */
export type RungOf = (
	start: Trained | null,
	finished: ((trained: Trained) => void) | null,
) => SamplerDefinition<EquivariantCnfOptions>;

/** Smallest extent that `auto` takes. */
const leastExtent = 6;
/** A smaller lattice has taught what it can: beyond this held-out ESS it learns what is true of it alone. */
const enoughForNext = 0.98;

/** Extents of the smaller lattices, in ascending order. */
export function rungsOf(
	{ ladder }: Pick<EquivariantCnfOptions, "ladder">,
	action: Action,
): readonly number[] {
	if (ladder !== "auto") return ladder;
	if (polynomialOf(action) === undefined) return [];
	const rungs: number[] = [];
	const half = (extent: number) => Math.floor(extent / 2);
	let extent = half(Math.min(...action.space.lattice.shape));
	for (; extent >= leastExtent; extent = half(extent)) rungs.unshift(extent);
	return rungs;
}

/**
 * Trains on smaller lattices first, at the same couplings, and transfers the flow to the next lattice. A
 * checkpoint of a smaller lattice continues there. Where the training on one diverges, the next begins without it.
 */
export function ladderSampler(
	options: EquivariantCnfOptions,
	rungOf: RungOf,
): Sampler {
	return {
		supports(action) {
			const ladder = rungsOf(options, action);
			const least = Math.min(...action.space.lattice.shape);
			const rising = ladder.every(
				(extent, i) => i === 0 || Number(ladder[i - 1]) < extent,
			);
			if (!rising || Number(ladder.at(-1) ?? 0) >= least) {
				return {
					ok: false,
					reason: `ladder: [${ladder.join(", ")}] does not rise to extents below ${least}`,
				};
			}
			if (ladder.length > 0 && polynomialOf(action) === undefined)
				return {
					ok: false,
					reason: "ladder needs an action of nearest neighbours",
				};
			return rungOf(null, null).create(options).supports(action);
		},
		async prepare(action, budget, context) {
			const rungs = rungsOf(options, action);
			const { resume } = context;
			// Without a rung it belongs to the lattice itself.
			const first = Number(
				resume === undefined ? 0 : (resume.state.rung ?? rungs.length),
			);
			const diverged = divergedOf(resume);
			const gentle = ({ space }: Action) =>
				slower(options, beginning(rungs, diverged), space.lattice);
			let start: Trained | null = null;
			for (let rung = first; rung < rungs.length; rung++) {
				const target = smaller(action, element(rungs, rung));
				try {
					const prepared = await rungOf(start, (trained) => {
						start = trained;
					})
						.create(small(gentle(target)))
						.prepare(
							target,
							budgetOf(rung, rungs, budget, options),
							contextOf(rung, rungs, rung === first, diverged, context),
						);
					prepared.dispose();
				} catch (error) {
					if (!isDivergence(error)) throw error;
					// What it began with may be why, so the next one begins afresh.
					start = null;
					diverged.set(element(rungs, rung), messageOf(error));
				}
			}
			const { resume: _, ...fresh } = context;
			const own = first < rungs.length ? fresh : context;
			const prepared = await rungOf(start, null)
				.create(gentle(action))
				.prepare(action, budget, {
					...own,
					offer: (checkpoint) =>
						own.offer(async () => noting(await checkpoint(), diverged)),
				});
			return rungs.length === 0 ? prepared : told(prepared, rungs, diverged);
		},
	};
}

/** Extents of smaller lattices whose training diverged, and what was said of it. */
type Diverged = Map<number, string>;

function isDivergence(error: unknown): boolean {
	const cause = error instanceof FailedPreparation ? error.cause : error;
	return cause instanceof DivergedTraining;
}

/** What the checkpoint says of smaller lattices before it. */
function divergedOf(resume: Checkpoint | undefined): Diverged {
	const entries = resume?.state.diverged ?? [];
	return new Map(entries as readonly (readonly [number, string])[]);
}

function noting(checkpoint: Checkpoint, diverged: Diverged): Checkpoint {
	if (diverged.size === 0) return checkpoint;
	const state = { ...checkpoint.state, diverged: [...diverged] };
	return { ...checkpoint, state };
}

/** Which lattices the flow has been on, and why not on others. */
function told(
	prepared: Prepared,
	rungs: readonly number[],
	diverged: Diverged,
): Prepared {
	const taken = rungs.filter((extent) => !diverged.has(extent));
	const checkpoint = prepared.checkpoint.bind(prepared);
	return Object.assign(prepared, {
		facts: { ...prepared.facts, ladder: taken.join(" ") || "none" },
		checkpoint: async () => noting(await checkpoint(), diverged),
		remarks: () =>
			Array.from(
				diverged,
				([extent, why]) =>
					`the training on the smaller lattice of extent ${extent} diverged, so the next one began without it (${why})`,
			),
	});
}

/** Options on smaller lattices. */
function small(options: EquivariantCnfOptions): EquivariantCnfOptions {
	const enoughEss = Math.min(options.enoughEss ?? 1, enoughForNext);
	return { ...options, enoughEss };
}

/**
 * Options whose learning rate falls like V^(-3/4) from the first lattice on. The optimiser moves every weight
 * by about the rate, however little is left to learn. The same change of the weights gives log w a variance that
 * grows with V, and would undo what a smaller lattice has taught. A rate like 1/√V would hold that variance,
 * and there is less to learn; on 32² a rate like 1/V was too low (docs/continuous-flow.md).
 */
function slower(
	options: EquivariantCnfOptions,
	first: number | undefined,
	{ dimension, sites }: Lattice,
): EquivariantCnfOptions {
	if (first === undefined) return options;
	const growth = sites / first ** dimension;
	const learningRate = options.learningRate * growth ** -0.75;
	return { ...options, learningRate };
}

/** Extent of the first lattice whose training all later ones continue. */
function beginning(
	rungs: readonly number[],
	diverged: Diverged,
): number | undefined {
	return rungs[1 + rungs.findLastIndex((extent) => diverged.has(extent))];
}

/** The same action on a hypercube of that extent. */
function smaller(action: Action, extent: number): Action {
	const { name, space, parameters } = action;
	const lattice = createLattice(space.lattice.shape.map(() => extent));
	return scalarAction(name, lattice, parameters, localOf(action));
}

function localOf(action: Action): Polynomial {
	const local = polynomialOf(action);
	if (local === undefined)
		throw new Error("a ladder needs an action of nearest neighbours");
	return local;
}

/**
 * Seconds count from the beginning of the preparation, steps from that of the rung. A larger lattice has the longer
 * share, in proportion to its extent: a step there costs more, and what a small one did not need goes to the next.
 */
function budgetOf(
	rung: number,
	rungs: readonly number[],
	{ seconds, steps }: Budget,
	{ ladderShare }: EquivariantCnfOptions,
): Budget {
	const until = sum(rungs.slice(0, rung + 1)) / sum(rungs);
	const share = ladderShare / rungs.length;
	return {
		seconds: seconds * ladderShare * until,
		...(steps === undefined ? {} : { steps: Math.ceil(steps * share) }),
	};
}

/**
 * A checkpoint on the way says which rung it belongs to, and progress names its extent. `continues`: the
 * rung on which the checkpoint of before was made.
 */
function contextOf(
	rung: number,
	rungs: readonly number[],
	continues: boolean,
	diverged: Diverged,
	{ resume, ...context }: Context,
): Context {
	const extent = element(rungs, rung);
	return {
		...context,
		...(continues && resume !== undefined ? { resume } : {}),
		random: context.random.fork(`ladder ${extent}`),
		progress: (fraction, values) =>
			context.progress(fraction, { extent, ...values }),
		offer: (checkpoint) =>
			context.offer(async () => {
				const own = noting(await checkpoint(), diverged);
				return { ...own, prepared: false, state: { ...own.state, rung } };
			}),
	};
}
