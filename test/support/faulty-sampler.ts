/** Exact draws of a free field, handed out with one fault that a module may have. */
import { z } from "zod";
import type { Ensemble } from "../../core/ensemble.js";
import type { Prepared, SamplerDefinition } from "../../samplers/sampler.js";
import { gaussian } from "./gaussian-sampler.js";

type Fault = (ensemble: Ensemble) => unknown;

const mapped =
	(
		change: (value: number, index: number, all: Float64Array) => number,
	): Fault =>
	(ensemble) => ({ ...ensemble, action: ensemble.action.map(change) });

/** Fields in another order: number x of configuration i comes from `place(i, x)`. */
const rearranged =
	(place: (ensemble: Ensemble, i: number, x: number) => number): Fault =>
	(ensemble) => {
		const { size } = ensemble.space;
		const fields = ensemble.fields.map(
			(_, at) =>
				ensemble.fields[place(ensemble, Math.floor(at / size), at % size)],
		);
		return { ...ensemble, fields };
	};

const weights =
	(logWeights: (ensemble: Ensemble) => unknown): Fault =>
	(ensemble) => ({
		...ensemble,
		structure: { kind: "weighted", logWeights: logWeights(ensemble) },
	});

export const faults = {
	none: (ensemble) => ensemble,
	offset: mapped((value) => value + 5),
	double: mapped((value) => 2 * value),
	// A free field's S at phi / sqrt 2 is half of S: the same as a factor.
	sign: mapped((value) => -value),
	before: mapped((_, i, all) => all[Math.max(0, i - 1)]),
	seldom: mapped((value, i) => (i === 0 ? value + 1 : value)),
	noise: mapped((value, i) => value + Math.sin(i + 1)),
	// [2, 3] read as [3, 2].
	columns: rearranged(
		({ space: { size, shape } }, i, x) =>
			i * size + (x % shape[0]) * shape[1] + Math.floor(x / shape[0]),
	),
	transposed: rearranged(({ count, space: { size } }, i, x) => {
		const at = i * size + x;
		return (at % count) * size + Math.floor(at / count);
	}),
	plain: (ensemble) => ({ ...ensemble, action: [...ensemble.action] }),
	single: (ensemble) => ({
		...ensemble,
		action: Float32Array.from(ensemble.action),
	}),
	plainFields: (ensemble) => ({ ...ensemble, fields: [...ensemble.fields] }),
	short: (ensemble) => ({ ...ensemble, fields: ensemble.fields.slice(1) }),
	few: (ensemble) => ({ ...ensemble, count: 1 }),
	nothing: () => undefined,
	noStructure: ({ structure: _, ...rest }) => rest,
	otherSpace: (ensemble) => ({
		...ensemble,
		space: { ...ensemble.space, shape: [7] },
	}),
	uneven: (ensemble) => ({
		...ensemble,
		structure: { kind: "chains", chains: 7, accepted: null },
	}),
	acceptedPlain: (ensemble) => ({
		...ensemble,
		structure: {
			kind: "chains",
			chains: 1,
			accepted: new Array(ensemble.count).fill(1),
		},
	}),
	infiniteAction: mapped(() => Number.POSITIVE_INFINITY),
	// Told, not drawn.
	facts: (ensemble) => ensemble,
	nanWeight: weights(({ count }) => new Float64Array(count).fill(Number.NaN)),
	plainWeights: weights(({ count }) => new Array(count).fill(0)),
} satisfies Record<string, Fault>;

/** Facts and history that no JSON holds. */
const strange = {
	facts: { good: 1, lost: Number.NaN, yes: true, list: [1], none: undefined },
	history: [{ phase: "train", columns: { loss: [1, Number.NaN, Infinity] } }],
} as unknown as Pick<Prepared, "facts" | "history">;

const options = z.strictObject({
	kind: z.enum(["chains", "weighted"]).default("chains"),
	fault: z.enum(Object.keys(faults) as [keyof typeof faults]).default("none"),
	/** From which block of draws on. */
	from: z.int().min(1).default(1),
});

export const faulty: SamplerDefinition<z.infer<typeof options>> = {
	name: "faulty",
	label: "a free field's draws with a fault, for tests",
	reference: "Gaussian integral",
	options,
	create({ kind, fault, from }) {
		const inner = gaussian.create(gaussian.options.parse({ kind }));
		return {
			supports: (action) => inner.supports(action),
			async prepare(...parameters): Promise<Prepared> {
				const prepared = await inner.prepare(...parameters);
				let block = 0;
				return {
					...prepared,
					...(fault === "facts" ? strange : {}),
					async draw(count) {
						const ensemble = await prepared.draw(count);
						block++;
						return block < from
							? ensemble
							: (faults[fault](ensemble) as Ensemble);
					},
				};
			},
		};
	},
};
