/** S and log weights as a sampler hands them out, held against the action and against log q. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { float64Action } from "../../../actions/float64-action.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import * as registry from "../../../actions/registry.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { ActionAudit } from "../../../harness/cell/action-audit.js";
import { auditWeights } from "../../../harness/cell/weight-audit.js";
import type { AnyAction } from "../../../suites/catalogue.js";

const count = 12;

function targetOf(definition: AnyAction) {
	const { properties = {} } = z.toJSONSchema(definition.parameters, {
		io: "input",
	});
	for (const value of [1, 0.5, 2]) {
		const given = Object.fromEntries(
			Object.keys(properties).map((key) => [key, value]),
		);
		const parsed = definition.parameters.safeParse(given);
		if (parsed.success)
			return definition.create(createLattice([3, 4]), parsed.data as never);
	}
	throw new Error("no parameters");
}

describe.each(Object.values(registry))("S of $name", (definition) => {
	const action = targetOf(definition as AnyAction);
	const { space } = action;
	const uniform = new Float64Array(count * space.size);
	geometryOf(space).uniform(createRandom("audit"), uniform, space.components);
	// As kernels hand them out.
	const fields = Float32Array.from(uniform);
	const exact = float64Action(action);

	test("is recomputed in float64 on every field space", async () => {
		if (exact === undefined) throw new Error("the structure is stated");
		const values = Float64Array.from(
			{ length: count },
			(_, i) =>
				exact(fields.subarray(i * space.size, (i + 1) * space.size)).value,
		);
		const ensemble: Ensemble = {
			space,
			count,
			fields,
			action: values,
			structure: { kind: "chains", chains: 1, accepted: null },
		};
		await new ActionAudit(action).check(ensemble);
		const shifted = { ...ensemble, action: values.map((s) => s + 5) };
		await expect(new ActionAudit(action).check(shifted)).rejects.toThrow(
			/\(configuration \d+; 8 of the 8 that were recomputed differ\): a constant offset of 5$/,
		);
	});
});

describe("log weights", () => {
	const action = freeField.create(createLattice([2, 3]), { m2: 1 });
	const { space } = action;
	const random = createRandom("weights");
	const fields = Float64Array.from({ length: count * space.size }, () =>
		random.normal(),
	);
	const S = Float64Array.from({ length: count }, (_, i) => i / 3);
	const logDensity = async (some: Float32Array | Float64Array) =>
		Float64Array.from({ length: some.length / space.size }, (_, i) => {
			let sum = 0;
			for (let x = 0; x < space.size; x++)
				sum -= some[i * space.size + x] ** 2 / 2;
			return sum;
		});
	async function audit(error: (i: number, logWeight: number) => number) {
		const logQ = await logDensity(fields);
		const logWeights = logQ.map((q, i) => error(i, -S[i] - q));
		const structure = { kind: "weighted", logWeights } as const;
		await auditWeights(
			{ space, count, fields, action: S, structure },
			{
				logDensity,
			},
		);
	}

	test("are -S - log q, up to what an inverse may lose", async () => {
		await audit((_, w) => w);
		await audit((i, w) => w + 0.2 * (-1) ** i);
		await audit((i, w) => (i === 0 ? Number.NEGATIVE_INFINITY : w));
	});

	test("of a density that is not normalised are refused, with the offset", async () => {
		await expect(audit((_, w) => w - 1.84)).rejects.toThrow(
			/8 compared, rms difference 1\.84\): a constant offset of -1\.84, as of a missing normalisation$/,
		);
	});

	test("without S are refused", async () => {
		await expect(audit((i, w) => w + S[i])).rejects.toThrow(
			/the log weight of configuration 11 says log q = .*: the weights are not -S - log q of this density$/,
		);
	});

	test("are left alone where log q is unknown or cannot be computed", async () => {
		const structure = {
			kind: "weighted",
			logWeights: new Float64Array(count),
		} as const;
		const ensemble: Ensemble = { space, count, fields, action: S, structure };
		await auditWeights(ensemble, {});
		await auditWeights(ensemble, {
			logDensity: () => Promise.reject(new Error("overflow")),
		});
	});
});
