/** Fourier acceleration: its dynamics on a free field in closed form, the measured masses, and the distribution. */
import { describe, expect, test } from "vitest";
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { freePropagator } from "../../../samplers/gaussian/gap.js";
import { hartleyTransform } from "../../../samplers/gaussian/hartley.js";
import { fourierDynamics } from "../../../samplers/hmc/acceleration.js";
import { hmc } from "../../../samplers/hmc/hmc.js";
import { schedule, stageOf } from "../../../samplers/hmc/integrator.js";
import { hmcOptionsSchema } from "../../../samplers/hmc/options.js";
import { openTestBackend } from "../../support/backend.js";
import { twoComponent } from "../../support/two-component-action.js";
import { witness } from "../flow/support.js";
import {
	measureAll,
	overChains,
	phi4Action,
	prepare,
	zScore,
} from "./support.js";

await openTestBackend();

describe("on a free field", () => {
	const lattice = createLattice([6, 4]);
	const free = freeField.create(lattice, { m2: 0.3 });
	const masses = freePropagator(lattice, 1, 0.3).map((g) => 1 / g);
	const dynamics = fourierDynamics(lattice, masses);
	const { gradient } = hostEvaluation(free);

	const run = async (fields: Float64Array, momenta: Float64Array) => {
		const plan = schedule("omelyan", 60, Math.PI / 2 / 60);
		const slopes = new Float64Array(fields.length);
		let work = 0;
		let s = 0;
		dynamics.drift(fields, momenta, plan.drift0);
		for (let index = 0; index < plan.kicks; index++) {
			[s] = await gradient(fields, slopes);
			const { kick, drift } = stageOf(plan, index);
			work += dynamics.kick(momenta, slopes, kick);
			dynamics.drift(fields, momenta, drift);
		}
		[s] = await gradient(fields, slopes);
		return { work, s };
	};

	test("a quarter period turns every mode into its momentum, and keeps the energy", async () => {
		const fields = fillNormal(createRandom("phi"), new Float64Array(24));
		const momenta = fillNormal(createRandom("p"), new Float64Array(24));
		dynamics.refresh(momenta);
		const [before] = await gradient(fields, new Float64Array(24));
		const expected = momenta.map((p, k) => p / masses[k]);
		hartleyTransform(lattice)(expected);
		const { work, s } = await run(fields, momenta);
		for (let x = 0; x < 24; x++)
			expect(Math.abs(fields[x] - expected[x])).toBeLessThan(1e-4);
		expect(Math.abs(s - before + work)).toBeLessThan(1e-3);
	});

	test("runs back along the same way", async () => {
		const fields = fillNormal(createRandom("phi"), new Float64Array(24));
		const start = fields.slice();
		const momenta = fillNormal(createRandom("p"), new Float64Array(24));
		await run(fields, momenta);
		for (let k = 0; k < 24; k++) momenta[k] = -momenta[k];
		await run(fields, momenta);
		for (let x = 0; x < 24; x++)
			expect(Math.abs(fields[x] - start[x])).toBeLessThan(1e-10);
	});

	test("measured masses are those of the propagator, and the checkpoint keeps them", async () => {
		const prepared = await prepare(free, {
			acceleration: "measured",
			trajectory: 1.5,
			thermalise: 10,
		});
		const { state } = await prepared.checkpoint();
		prepared.dispose();
		const measured = state.masses as readonly number[];
		// Draws are correlated, 8192 of them count at least 2000.
		for (const [k, mass] of measured.entries())
			expect(Math.abs(mass / masses[k] - 1)).toBeLessThan(
				4.5 * Math.sqrt(2 / 2000),
			);
		expect(prepared.facts.acceleration).toBe("measured");
	});
});

test.each([
	["free", "float64"],
	["measured", "float64"],
	["free", "float32"],
])(
	"acceleration: %s, %s, samples the ring of 8, and Creutz's identity holds",
	async (acceleration, precision) => {
		const target = phi4Action([8], -2, 1);
		const prepared = await prepare(target, {
			acceleration,
			precision,
			trajectory: 1.5,
			thermalise: 200,
		});
		const ensemble = await prepared.draw(64 * 400);
		prepared.dispose();
		const phi2 = overChains(measureAll(ensemble).phi2, 64);
		expect(Math.abs(zScore(phi2, 0.6913989958))).toBeLessThan(4.5);
		expect(phi2.error).toBeLessThan(0.02);
		if (ensemble.structure.kind !== "chains") throw new Error("no chains");
		const changes = ensemble.structure.energyChange ?? new Float64Array(0);
		const creutz = overChains(
			changes.map((change) => Math.exp(-change)),
			64,
		);
		expect(Math.abs(zScore(creutz, 1))).toBeLessThan(4.5);
		expect(creutz.error).toBeLessThan(0.05);
	},
);

test("a checkpoint continues with the same bits", async () => {
	const target = phi4Action([4, 4], -4, 8);
	const options = { acceleration: "measured", trajectory: 1, thermalise: 5 };
	const prepared = await prepare(target, options, "again");
	const checkpoint = await prepared.checkpoint();
	const expected = await prepared.draw(128);
	prepared.dispose();
	const { context } = witness("again", { resume: checkpoint });
	const resumed = await hmc
		.create(hmc.options.parse(options))
		.prepare(target, { seconds: 60 }, context);
	const actual = await resumed.draw(128);
	resumed.dispose();
	expect(actual.fields).toEqual(expected.fields);
});

test("other fields and engines are refused with the reason", () => {
	const vector = twoComponent.create(createLattice([4, 4]), {
		m2: -1,
		lambda: 2,
	});
	const verdict = hmc
		.create(hmcOptionsSchema.parse({ acceleration: "free" }))
		.supports(vector);
	expect(verdict.ok ? "" : verdict.reason).toContain("one real number");
	expect(
		hmcOptionsSchema.safeParse({ acceleration: "free", engine: "autodiff" })
			.success,
	).toBe(false);
});
