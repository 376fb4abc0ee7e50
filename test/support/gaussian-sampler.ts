/**
 * A sampler for tests of the harness: independent draws of a free field, phi = (2K)^{-1/2} z for
 * S = phi K phi, handed out as chains or with weights. Options make it slow, wrong, or fail in every
 * way that a sampler can.
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import type { Ensemble } from "../../core/ensemble.js";
import { coordinate, type Lattice } from "../../core/lattice.js";
import { fillNormal, type Random } from "../../core/random.js";
import type {
	Checkpoint,
	Context,
	Prepared,
	SamplerDefinition,
} from "../../samplers/sampler.js";

const options = z.strictObject({
	kind: z.enum(["chains", "weighted"]).default("chains"),
	chains: z.int().min(1).default(4),
	/** Steps of preparation, where the budget names none. */
	steps: z.int().min(1).default(2),
	/** Milliseconds of each step, and of each draw. */
	pause: z.number().min(0).default(0),
	failure: z
		.enum([
			"none",
			"decline",
			"throw",
			"crash",
			"hang",
			"spin",
			"memory",
			"nan",
		])
		.default("none"),
	during: z.enum(["start", "prepare", "draw"]).default("draw"),
	/** Multiplies every field: other than 1, the sampler is wrong. */
	scale: z.number().default(1),
});
type Options = z.infer<typeof options>;

export const gaussian: SamplerDefinition<Options> = {
	name: "gaussian",
	label: "exact draws of a free field, for tests",
	reference: "Gaussian integral",
	options,
	create: (chosen) => ({
		supports: (action) =>
			chosen.failure === "decline" || action.parameters.lambda > 0
				? { ok: false, reason: "only free fields can be drawn exactly" }
				: { ok: true },
		prepare: (action, budget, context) =>
			prepare(action, budget.steps ?? chosen.steps, chosen, context),
	}),
};

async function prepare(
	action: Action,
	steps: number,
	chosen: Options,
	context: Context,
): Promise<Prepared> {
	await misbehave(chosen, "start");
	const random = context.random.fork("draws");
	random.position = Number(context.resume?.state.position ?? 0);
	let step = Number(context.resume?.state.step ?? 0);
	const checkpoint = async (prepared: boolean): Promise<Checkpoint> => ({
		sampler: "gaussian",
		prepared,
		state: { position: random.position, step },
		arrays: { mark: Float32Array.of(1, 2, 3) },
	});
	const first = step;
	await context.meter.phase("thermalise");
	while (step < steps) {
		await misbehave(chosen, "prepare");
		await sleep(chosen.pause);
		context.signal.throwIfAborted();
		context.meter.count({ action: 1, gradient: 2 });
		step++;
		context.progress(step / steps, { step });
		await context.offer(() => checkpoint(false));
	}
	return {
		history: [],
		facts: { firstStep: first },
		draw: async (count) => {
			await misbehave(chosen, "draw");
			await sleep(chosen.pause);
			const drawn = draw(action, count, chosen, random);
			context.meter.count({ action: drawn.count });
			return drawn;
		},
		checkpoint: () => checkpoint(true),
		dispose: () => {},
	};
}

function draw(
	action: Action,
	asked: number,
	chosen: Options,
	random: Random,
): Ensemble {
	const { lattice } = action.space;
	const { sites } = lattice;
	const chains = chosen.kind === "chains" ? chosen.chains : 1;
	const count = Math.ceil(asked / chains) * chains;
	const root = squareRoot(lattice, action.parameters.m2);
	const noise = new Float64Array(sites);
	const fields = new Float64Array(count * sites);
	const values = new Float64Array(count);
	// All chains advance together, so that results do not depend on the size of the blocks.
	for (let i = 0; i < count; i++) {
		const place = (i % chains) * (count / chains) + Math.floor(i / chains);
		fillNormal(random, noise);
		for (let x = 0; x < sites; x++) {
			let value = 0;
			for (let y = 0; y < sites; y++) value += root[x * sites + y] * noise[y];
			fields[place * sites + x] = value * chosen.scale;
			values[place] += (noise[x] * chosen.scale) ** 2 / 2;
		}
	}
	if (chosen.failure === "nan") fields.fill(Number.NaN);
	return {
		space: action.space,
		count,
		fields,
		action: values,
		structure:
			chosen.kind === "chains"
				? { kind: "chains", chains, accepted: null }
				: { kind: "weighted", logWeights: new Float64Array(count) },
	};
}

/** (2K)^{-1/2} as a matrix [V, V], from its eigenvalues 2 (m2 + khat^2) in momentum space. */
export function squareRoot(lattice: Lattice, m2: number): Float64Array {
	const { sites, dimension, shape } = lattice;
	const root = new Float64Array(sites * sites);
	const wave = (k: number, mu: number): number =>
		coordinate(lattice, k, mu) / shape[mu];
	for (let k = 0; k < sites; k++) {
		let eigenvalue = m2;
		for (let mu = 0; mu < dimension; mu++)
			eigenvalue += 4 * Math.sin(Math.PI * wave(k, mu)) ** 2;
		const weight = 1 / Math.sqrt(2 * eigenvalue) / sites;
		for (let x = 0; x < sites; x++) {
			for (let y = 0; y < sites; y++) {
				let turns = 0;
				for (let mu = 0; mu < dimension; mu++)
					turns +=
						wave(k, mu) *
						(coordinate(lattice, x, mu) - coordinate(lattice, y, mu));
				root[x * sites + y] += weight * Math.cos(2 * Math.PI * turns);
			}
		}
	}
	return root;
}

function sleep(milliseconds: number): Promise<void> {
	return milliseconds === 0
		? Promise.resolve()
		: new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function misbehave(
	chosen: Options,
	where: Options["during"],
): Promise<void> {
	if (chosen.during !== where) return;
	const hoard: Uint8Array[] = [];
	switch (chosen.failure) {
		case "throw":
			throw new Error("the sampler broke on purpose");
		case "crash":
			process.kill(process.pid, "SIGSEGV");
			await sleep(60_000);
			return;
		case "hang":
			await sleep(600_000);
			return;
		case "spin":
			for (;;) Math.sqrt(2);
		case "memory":
			for (;;) {
				hoard.push(new Uint8Array(2 ** 24).fill(1));
				await sleep(5);
			}
		default:
	}
}
