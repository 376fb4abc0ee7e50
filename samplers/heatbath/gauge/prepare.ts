/** Sweeps over links in fused kernels on all threads, as a prepared sampler. */
import type { Action, Wilson } from "../../../actions/action.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { acceptanceFacts } from "../../chain/local/facts.js";
import { prepareSweeps } from "../../chain/local/prepare.js";
import { type Step, updateOperations } from "../../chain/local/program.js";
import { LocalRun } from "../../chain/local/run.js";
import { createLocalEngine } from "../../chain/local/simd/engine.js";
import { startFields } from "../../chain/start.js";
import type { Budget, Context, Prepared } from "../../sampler.js";
import { windingOperations } from "../../winding/work.js";
import type { LinkSetup } from "./simd/block.js";
import { linkSweeps } from "./work.js";

export interface LinkOptions {
	readonly chains: number;
	/** `wells` is a hot start. */
	readonly start: "wells" | "hot" | "cold";
	/** Of stored fields. Links are float64 in both. */
	readonly precision: "float64" | "float32";
	readonly thermalise: number | "auto";
	readonly storeEvery: number;
}

/** Link updates that take some tenths of a second on one core of an AMD EPYC. */
const updatesPerRound: Readonly<Record<Wilson["group"], number>> = {
	U1: 3e6,
	SU2: 2e6,
	SU3: 3e5,
};

/** @param name of the sampler, which its checkpoints carry */
export async function prepareLinkSweeps(
	name: string,
	action: Action,
	structure: Wilson,
	steps: readonly Step[],
	options: LinkOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	await context.meter.phase("compile");
	const { chains, precision } = options;
	const start = options.start === "cold" ? "cold" : "hot";
	const { size, components, lattice } = action.space;
	const algebra = linkAlgebra(action.space);
	const elements = size / components;
	const proposes = steps.some(({ kind }) => kind === "flux");
	const engine = createLocalEngine<LinkSetup>(
		{
			worker: new URL("./simd/worker.js", import.meta.url),
			setup: {
				...structure,
				shape: lattice.shape,
				key: context.random.fork("updates").key,
				winding: proposes,
			},
			chains,
			precision: "float64",
			stored: precision,
			elements,
			size,
			stateSize: elements * algebra.reals,
			updatesPerRound: updatesPerRound[structure.group],
			total: false,
			tallies: ["accepted"],
			constant: 0,
		},
		context.threads,
		context.signal,
	);
	const run = new LocalRun(action, engine, steps, context, {
		gradients: true,
		proposes,
	});
	return prepareSweeps(
		run,
		{ ...options, start },
		{
			name,
			unit: "update",
			steps,
			tune: async () => ({}),
			facts: () => ({}),
			operations: (own) =>
				updateOperations(steps, {
					...linkSweeps(structure.group, lattice),
					flux: windingOperations(lattice, acceptanceFacts(own).acceptance),
				}),
			startFields() {
				const random = context.random.fork("start");
				const fields = startFields(action, start, chains, random);
				return algebra.load(fields, 0, fields.length);
			},
		},
		budget,
		context,
	);
}
