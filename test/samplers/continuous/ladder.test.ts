/** A ladder of lattices some of whose trainings diverge. The flows are stand-ins that say from what they start. */
import { expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import type { Trained } from "../../../samplers/continuous/flow.js";
import {
	ladderSampler,
	type RungOf,
} from "../../../samplers/continuous/ladder.js";
import { FailedPreparation } from "../../../samplers/failed-preparation.js";
import { DivergedTraining } from "../../../samplers/flow/training/diverged.js";
import type { Checkpoint, Prepared } from "../../../samplers/sampler.js";
import { witness } from "../flow/support.js";

const action = phi4.create(createLattice([12, 12]), { m2: -4, lambda: 6 });
const budget = { seconds: 600, steps: 10 };

/** Extents that were trained, each with the extent from which it started. */
type Trainings = [extent: number, start: number | null][];

/** @param failing by extent, what its training throws */
function ladderOf(failing: Readonly<Record<number, Error>>) {
	const trainings: Trainings = [];
	const rungOf: RungOf = (start, finished) => ({
		...equivariantCnf,
		create: () => ({
			supports: () => ({ ok: true }),
			async prepare({ space }, _budget, context) {
				const [extent] = space.lattice.shape;
				trainings.push([extent, start === null ? null : start.steps]);
				const checkpoint = async (): Promise<Checkpoint> => ({
					sampler: "stand-in",
					prepared: true,
					state: {},
					arrays: {},
				});
				await context.offer(checkpoint);
				if (failing[extent] !== undefined) throw failing[extent];
				finished?.({ steps: extent } as Trained);
				return {
					facts: {},
					checkpoint,
					dispose: () => {},
				} as unknown as Prepared;
			},
		}),
	});
	const options = equivariantCnf.options.parse({ ladder: [4, 6, 8] });
	return { trainings, sampler: ladderSampler(options, rungOf) };
}

function diverging(): Error {
	return new FailedPreparation(new DivergedTraining("no look was sound"), {
		history: [],
		facts: {},
	});
}

test("where the training on a smaller lattice diverges, the next begins without it", async () => {
	const { sampler, trainings } = ladderOf({ 6: diverging() });
	const whole = witness("ladder", { threads: 1 });
	const prepared = await sampler.prepare(action, budget, whole.context);
	expect(trainings).toEqual([
		[4, null],
		[6, 4],
		[8, null],
		[12, 8],
	]);
	expect(prepared.facts.ladder).toBe("4 8");
	expect(prepared.remarks?.()).toEqual([
		expect.stringMatching(/extent 6 diverged.*no look was sound/),
	]);
	// Whoever goes on from any later checkpoint says the same.
	const later = whole.checkpoints.filter(
		({ state }) => state.rung !== 0 && state.rung !== 1,
	);
	expect(later).toHaveLength(2);
	for (const resume of [...later, await prepared.checkpoint()]) {
		const { context } = witness("ladder", { threads: 1, resume });
		const again = await ladderOf({}).sampler.prepare(action, budget, context);
		expect(again.facts).toEqual(prepared.facts);
		expect(again.remarks?.()).toEqual(prepared.remarks?.());
	}
});

test("where all of them diverge, none is named", async () => {
	const failing = { 4: diverging(), 6: diverging(), 8: diverging() };
	const { sampler, trainings } = ladderOf(failing);
	const { context } = witness("ladder", { threads: 1 });
	const prepared = await sampler.prepare(action, budget, context);
	expect(trainings.at(-1)).toEqual([12, null]);
	expect(prepared.facts.ladder).toBe("none");
	expect(prepared.remarks?.()).toHaveLength(3);
});

test("any other failure of a smaller lattice is one of the cell", async () => {
	const { sampler } = ladderOf({ 6: new Error("out of memory") });
	const { context } = witness("ladder", { threads: 1 });
	await expect(sampler.prepare(action, budget, context)).rejects.toThrow(
		"out of memory",
	);
});
