/**
 * Independent exact draws of two-dimensional gauge theories, each at the cost of some sweeps. They are the
 * control in every table: in two dimensions, a sampler is of use only if it is cheaper than they are.
 */
import { z } from "zod";
import type { Action, Wilson } from "../../actions/action.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../actions/gauge/links/wilson-sum.js";
import type { Random } from "../../core/random.js";
import { no } from "../../core/verdict.js";
import { ownCheckpoint } from "../checkpoint.js";
import { wilsonOf } from "../links/wilson.js";
import type {
	Checkpoint,
	Context,
	Prepared,
	SamplerDefinition,
} from "../sampler.js";
import { torusDraws } from "./torus-draws.js";

const options = z.strictObject({
	/** Precision of stored fields. Draws and S are float64 in both. */
	precision: z
		.enum(["float64", "float32"])
		.default("float64")
		.describe("precision of stored fields"),
});

type ExactOptions = z.infer<typeof options>;

export const exact2d: SamplerDefinition<ExactOptions> = {
	name: "exact-2d",
	label: "independent exact draws on the two-dimensional torus",
	reference: "A. A. Migdal, Sov. Phys. JETP 42 (1975) 413",
	documentation: "gauge-theories.md#samplers",
	options,
	create: (chosen) => ({
		supports: (action) =>
			torusAction(action) === undefined
				? no(
						"exact draws need Wilson's action of links in U(1), SU(2) or SU(3) in two dimensions",
					)
				: { ok: true },
		async prepare(action, _budget, context) {
			const structure = torusAction(action);
			if (structure === undefined)
				throw new Error(`${action.name} has no exact draws`);
			await context.meter.phase("compile");
			return prepared(action, structure, chosen, context);
		},
	}),
};

function torusAction(action: Action): Wilson | undefined {
	return action.space.lattice.dimension === 2 ? wilsonOf(action) : undefined;
}

function prepared(
	action: Action,
	structure: Wilson,
	{ precision }: ExactOptions,
	context: Context,
): Prepared {
	const { space } = action;
	const { size, lattice } = space;
	const algebra = linkAlgebra(space);
	const draws = torusDraws(space, structure);
	const energy = wilsonSum(algebra, lattice, structure.beta);
	const links = new Float64Array((size / algebra.components) * algebra.reals);
	const random: Random = context.random.fork("draws");
	const state = stateOf(context.resume);
	return {
		history: [],
		// No `operationsPerDraw`: how many characters a try sums depends on the plaquettes left and on its random number.
		get facts() {
			const { drawn, tries } = state;
			return drawn === 0
				? {}
				: { triesPerPlaquette: tries / (drawn * lattice.sites) };
		},
		async draw(count) {
			await context.meter.phase("draw");
			const fields =
				precision === "float32"
					? new Float32Array(count * size)
					: new Float64Array(count * size);
			const values = new Float64Array(count);
			for (let i = 0; i < count; i++) {
				context.signal.throwIfAborted();
				// One stream for each draw: it may be the first of a process.
				state.tries += draws.draw(random.fork(String(state.drawn++)), links);
				algebra.store(links, fields, i * size);
				values[i] = energy(links);
			}
			context.meter.count({ action: count });
			return {
				space,
				count,
				fields,
				action: values,
				structure: { kind: "chains", chains: 1, accepted: null },
			};
		},
		checkpoint: async (): Promise<Checkpoint> => ({
			sampler: "exact-2d",
			prepared: true,
			state: { ...state },
			arrays: {},
		}),
		dispose() {},
	};
}

interface ExactState {
	drawn: number;
	tries: number;
}

function stateOf(resume: Checkpoint | undefined): ExactState {
	if (resume !== undefined) ownCheckpoint(resume, "exact-2d");
	const { drawn = 0, tries = 0 } = resume?.state ?? {};
	return { drawn: Number(drawn), tries: Number(tries) };
}
