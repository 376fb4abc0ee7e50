/** Microcanonical dynamics: exact kicks, reversibility, the accept step, the bias without it, and the choice of the engine. */
import { describe, expect, test } from "vitest";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { referencesFor } from "../../../metrics/references.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import { createHostEngine } from "../../../samplers/hmc/reference/host.js";
import { isokinetic } from "../../../samplers/mclmc/dynamics.js";
import { mclmc } from "../../../samplers/mclmc/mclmc.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";
import {
	measureAll,
	overChains,
	phi4Action,
	sample,
	zScore,
} from "../hmc/support.js";

const backend = await openTestBackend();

const size = 5;
const dynamics = isokinetic(size);
const unit = (seed: string) => {
	const u = fillNormal(createRandom(seed), new Float64Array(size));
	dynamics.refresh(u);
	return u;
};
const force = fillNormal(createRandom("slopes"), new Float64Array(size));

describe("a kick", () => {
	test("solves the equation of motion", () => {
		const kicked = unit("u");
		dynamics.kick(kicked, force.slice(), 0.7);
		// The same by many small steps of the differential equation.
		const u = unit("u");
		const steps = 20000;
		for (let step = 0; step < steps; step++) {
			let along = 0;
			for (let i = 0; i < size; i++) along += u[i] * force[i];
			const rate = ((Math.sqrt(size) / (size - 1)) * 0.7) / steps;
			for (let i = 0; i < size; i++) u[i] -= rate * (force[i] - along * u[i]);
		}
		for (let i = 0; i < size; i++)
			expect(Math.abs(kicked[i] - u[i])).toBeLessThan(1e-4);
	});

	test("turns back when the velocity is reversed, with the opposite work", () => {
		const u = unit("u");
		const forth = dynamics.kick(u, force.slice(), 0.7);
		const reversed = u.map((value) => -value);
		const back = dynamics.kick(reversed, force.slice(), 0.7);
		const start = unit("u");
		for (let i = 0; i < size; i++)
			expect(Math.abs(reversed[i] + start[i])).toBeLessThan(1e-12);
		expect(Math.abs(forth + back)).toBeLessThan(1e-12);
	});

	test("returns minus the log of its Jacobian on the sphere", () => {
		const small = isokinetic(3);
		const slopes = Float64Array.from([0.3, -1.1, 0.8]);
		const u = Float64Array.from([0.6, 0, 0.8]);
		const basis = [
			[0, 1, 0],
			[0.8, 0, -0.6],
		];
		const image = (a: number, b: number) => {
			const moved = u.map(
				(value, i) => value + a * basis[0][i] + b * basis[1][i],
			);
			small.refresh(moved);
			small.kick(moved, slopes.slice(), 0.9);
			return moved;
		};
		const h = 1e-5;
		const [p, q] = [
			[image(h, 0), image(-h, 0)],
			[image(0, h), image(0, -h)],
		].map(([plus, minus]) =>
			plus.map((value, i) => (value - minus[i]) / (2 * h)),
		);
		const area = Math.hypot(
			p[1] * q[2] - p[2] * q[1],
			p[2] * q[0] - p[0] * q[2],
			p[0] * q[1] - p[1] * q[0],
		);
		const work = small.kick(u.slice(), slopes.slice(), 0.9);
		expect(Math.abs(work + Math.log(area))).toBeLessThan(1e-6);
	});
});

const target = phi4Action([8], -2, 1);

test("<exp(-Delta H)> = 1 in equilibrium, at a step size with visible errors", async () => {
	const chains = 64;
	const engine = createHostEngine(target, isokinetic(8), {
		name: "test",
		chains,
		key: [1, 2],
	});
	// Draws of the target by HMC: the last of each chain.
	const { fields } = await sample(target, { chains }, 64 * 40);
	const last = Float64Array.from(
		{ length: chains * 8 },
		(_, i) => fields[(Math.floor(i / 8) * 40 + 39) * 8 + (i % 8)],
	);
	engine.load(last);
	const plan = schedule("leapfrog", 4, 0.2);
	const { energyChange } = await engine.run(
		Array.from({ length: 400 }, (_, number) => ({ number, plan })),
	);
	const creutz = overChains(
		energyChange.map((change) => Math.exp(-change)),
		chains,
	);
	expect(Math.abs(zScore(creutz, 1))).toBeLessThan(4.5);
	expect(creutz.error).toBeLessThan(0.01);
	const squares = energyChange.reduce((sum, change) => sum + change ** 2, 0);
	expect(squares / energyChange.length).toBeGreaterThan(0.01);
});

const draw = async (options: object, count: number, action = target) => {
	const { context } = witness("mclmc", { backend });
	const prepared = await mclmc
		.create(mclmc.options.parse(options))
		.prepare(action, { seconds: 30 }, context);
	const ensemble = await prepared.draw(count);
	prepared.dispose();
	if (ensemble.structure.kind !== "chains") throw new Error("no chains");
	return { ensemble, structure: ensemble.structure, facts: prepared.facts };
};

// Transfer matrix: ring of 8, m2 = -2, lambda = 1.
const exact = 0.6913989958;

test("with the accept step averages are exact, at the tuned step size", async () => {
	const { ensemble, structure, facts } = await draw({}, 64 * 300);
	const phi2 = overChains(measureAll(ensemble).phi2, 64);
	expect(Math.abs(zScore(phi2, exact))).toBeLessThan(4.5);
	expect(phi2.error).toBeLessThan(0.02);
	expect(structure.energyChange).toBeDefined();
	expect(facts.adjusted).toBe("yes");
});

test("without it a large step shows its bias, and no energies are claimed", async () => {
	const coarse = {
		adjusted: false,
		integrator: "leapfrog",
		trajectory: 2,
		stepSize: 0.5,
		thermalise: 100,
	};
	const { ensemble, structure, facts } = await draw(coarse, 64 * 300);
	const phi2 = overChains(measureAll(ensemble).phi2, 64);
	expect(Math.abs(zScore(phi2, exact))).toBeGreaterThan(6);
	expect(structure.energyChange).toBeUndefined();
	expect(structure.accepted).toBeNull();
	expect(facts.adjusted).toContain("biased");
	const adjusted = await draw({ ...coarse, adjusted: true }, 64 * 300);
	const right = overChains(measureAll(adjusted.ensemble).phi2, 64);
	expect(Math.abs(zScore(right, exact))).toBeLessThan(4.5);
});

test.each(["float64", "float32"])(
	"E1 in %s, tuned and thermalised by default: the reference values",
	async (precision) => {
		const e1 = phi4Action([6, 6], -4, 6.975);
		const { ensemble, facts } = await draw({ precision }, 64 * 1000, e1);
		expect(facts.engine).toBe(`fused kernel, ${precision}`);
		expect(facts.thermalisation).toBe("stationary");
		const known = referencesFor(e1);
		const measured = measureAll(ensemble);
		const names = {
			absM: "absMagnetization",
			chi: "susceptibility",
			phi2: "phi2",
			phi4: "phi4",
			S: "actionDensity",
		};
		for (const [ours, name] of Object.entries(names)) {
			const found = overChains(measured[ours], 64);
			const { value, error } = known[name];
			expect(Math.abs(zScore(found, value, error)), name).toBeLessThan(4.5);
			expect(found.error / found.value, name).toBeLessThan(0.01);
		}
	},
);

describe("the engine", () => {
	const short = { trajectory: 1, stepSize: 0.2, thermalise: 1 };
	const odd = scalarAction(
		"odd",
		createLattice([4]),
		{},
		{ kinetic: 1, potential: [0, 0.1, 1, 0, 0.5] },
	);
	const needs =
		"the fused kernel needs a nearest-neighbour kinetic term and an even polynomial of degree 6 at most";
	const supports = (options: object, action = odd) =>
		mclmc.create(mclmc.options.parse(options)).supports(action);

	test("is the kernel where there is one, and the record says what another action lacks", async () => {
		const { facts } = await draw(short, 64);
		expect(facts.engine).toBe("fused kernel, float64");
		expect(facts).not.toHaveProperty("fusedKernel");
		expect(supports({}, target)).toEqual({ ok: true });
		const other = await draw(short, 64, odd);
		expect(other.facts).toMatchObject({
			engine: "host loops, float64",
			fusedKernel: needs,
		});
		expect(supports({})).toEqual({
			ok: true,
			note: `in host loops, float64; ${needs}`,
		});
	});

	test("is what was asked for", async () => {
		const { facts, ensemble } = await draw({ ...short, engine: "host" }, 64);
		expect(facts.engine).toBe("host loops, float64");
		expect(facts).not.toHaveProperty("fusedKernel");
		// The same draws, to rounding.
		const fused = await draw({ ...short, engine: "kernel" }, 64);
		const far = ensemble.fields.map((phi, i) => phi - fused.ensemble.fields[i]);
		expect(Math.max(...far.map(Math.abs))).toBeLessThan(1e-10);
		expect(supports({ engine: "kernel" })).toEqual({
			ok: false,
			reason: `engine: kernel was asked for, and ${needs}`,
		});
	});
});
