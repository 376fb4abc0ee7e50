import { afterAll, describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import type { Weighted } from "../../../core/ensemble.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { systematicOfLogZ } from "../../../core/statistics/weights/systematic.js";
import { equivariantCnf } from "../../../samplers/continuous/equivariant-cnf.js";
import { settledSteps } from "../../../samplers/continuous/settle.js";
import type { FlowEngine } from "../../../samplers/flow/engine.js";
import type { Prepared } from "../../../samplers/sampler.js";
import { witness } from "../flow/support.js";

/** Draws of log w = 0.1 normal, off by (1 + 0.3 normal) n^-4 and by a fixed pattern of rounding. */
function engineOf(rounding = 0): FlowEngine {
	const absent = async () => Promise.reject(new Error("not asked for"));
	return {
		kind: "composed",
		reals: 1,
		gradient: absent,
		density: absent,
		dispose() {},
		async sample(_parameters, stream, first, count, call) {
			const n = call?.settings?.steps ?? 1;
			const logDensity = Float64Array.from({ length: count }, (_, i) => {
				const one = stream.fork(`${first + i}`);
				const noise = stream.fork(`${first + i} ${n}`);
				const own = 0.1 * one.normal();
				return (
					own + (1 + 0.3 * one.normal()) / n ** 4 + rounding * noise.normal()
				);
			});
			return {
				fields: new Float32Array(count),
				logDensity,
				action: new Float64Array(count),
			};
		},
	};
}

const control = { fewest: 1, most: 200, target: 0.01, draws: 64 };

function settle(
	limit: number | null,
	draws: number | undefined,
	{ rounding = 0, most = 200 } = {},
) {
	return settledSteps(
		{
			engine: engineOf(rounding),
			parameters: new Float32Array(0),
			settings: { steps: 4 },
		},
		createRandom("settle"),
		{ ...control, most },
		limit,
		draws,
	);
}

describe("steps for drawing", () => {
	test("follow the number of draws, as its eighth root", async () => {
		const few = await settle(null, 100);
		const many = await settle(null, 1_000_000);
		// bias / s = 10 / n^4 is to be half of 1 / sqrt(N).
		for (const [draws, { settings, limit }] of [
			[100, few],
			[1_000_000, many],
		] as const) {
			const error = (10 / settings.steps ** 4) * Math.sqrt(draws);
			expect(limit).toBeUndefined();
			expect(error).toBeLessThan(0.6);
			// No more than a third too many steps.
			expect(error).toBeGreaterThan(0.5 / 1.35 ** 4);
		}
	});

	test("follow a limit that is given", async () => {
		const { settings } = await settle(1e-5, 100);
		expect(1 / settings.steps ** 4).toBeLessThan(1e-5);
		await expect(settle(1e-5, 100, { most: 8 })).rejects.toThrow(
			/off by .* with \d+ integration steps; about 1\d steps would bring it below 0.00001, the option mostSteps allows 8/,
		);
	});

	test("stop where rounding is all that is left, or at mostSteps, and say so", async () => {
		const rounded = await settle(null, 1e10, { rounding: 1e-5 });
		expect(rounded.limit).toBe("rounding of log q");
		const { settings, limit } = await settle(null, 1e8, { most: 12 });
		expect(settings.steps).toBe(12);
		expect(limit).toMatch(/mostSteps 12, where about \d+ are needed/);
	});
});

describe("log Z of a flow on the 2 x 2 lattice, which is known by quadrature", () => {
	const exact = 1.173184710778;
	const action = phi4.create(createLattice([2, 2]), { m2: -4, lambda: 6.975 });
	const draws = 100_000;
	const open: Prepared[] = [];
	afterAll(() => {
		for (const prepared of open) prepared.dispose();
	});
	async function logZOf(drawError: number | null) {
		const options = equivariantCnf.options.parse({
			frequencies: 16,
			bonds: 8,
			timeBonds: 8,
			steps: 5,
			batch: 64,
			drawError,
		});
		const prepared = await equivariantCnf
			.create(options)
			.prepare(
				action,
				{ seconds: 600, steps: 150, draws },
				witness("known log Z").context,
			);
		open.push(prepared);
		const { structure } = await prepared.draw(draws);
		const weights = summarizeWeights((structure as Weighted).logWeights);
		const deviation = prepared.logDensityError?.drawn ?? { bias: 0, spread: 0 };
		return {
			difference: Math.abs(weights.logZ - exact),
			statistical: weights.logZError,
			systematic: systematicOfLogZ(deviation, weights.logZError, draws),
		};
	}

	test("a coarse integrator is in its error bar", async () => {
		const { difference, statistical, systematic } = await logZOf(0.03);
		// Without the systematic part this is many standard errors off.
		expect(difference).toBeGreaterThan(5 * statistical);
		expect(difference).toBeLessThan(4 * Math.hypot(statistical, systematic));
	});

	test("by default the integrator's part is below the statistical one", async () => {
		const { difference, statistical, systematic } = await logZOf(null);
		expect(systematic).toBeLessThan(statistical);
		expect(difference).toBeLessThan(4 * Math.hypot(statistical, systematic));
	});
});
