/** Faults that gauge codes have had: each is called by the check that is meant for it, and sound draws by none. */
import { describe, expect, test } from "vitest";
import type { Action, Wilson } from "../../actions/action.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../actions/gauge/links/wilson-sum.js";
import { geometryOf } from "../../actions/manifolds/registry.js";
import type { Ensemble } from "../../core/ensemble.js";
import { createRandom } from "../../core/random.js";
import type { Check } from "../../core/record.js";
import { checkEnsemble } from "../../harness/cell/check-ensemble.js";
import { evaluate } from "../../metrics/cell/evaluate.js";
import { Measurements } from "../../metrics/cell/measurements.js";
import { checks } from "../../metrics/checks/checks.js";
import { torusDraws } from "../../samplers/exact-2d/torus-draws.js";
import { linkDraws } from "../support/link-draws.js";
import { staplesOf } from "../support/staples.js";
import { theory } from "./observables/gauge/support.js";

type Advance = (links: Float64Array, sweep: number) => void;

/** One chain of links, each the outcome of an update, with the S of the action. */
function chainOf(action: Action, count: number, advance: Advance): Ensemble {
	const { space, structure } = action;
	const { size, lattice, components } = space;
	const { beta } = structure as Wilson;
	const algebra = linkAlgebra(space);
	const energy = wilsonSum(algebra, lattice, beta);
	const cold = new Float64Array(size);
	const origin = geometryOf(space).origin(components);
	cold.forEach((_, i) => {
		cold[i] = origin[i % components];
	});
	const links = algebra.load(cold, 0, size);
	const fields = new Float64Array(count * size);
	const values = new Float64Array(count);
	const discarded = 30;
	for (let i = -discarded; i < count; i++) {
		advance(links, i);
		if (i < 0) continue;
		algebra.store(links, fields, i * size);
		values[i] = energy(links);
	}
	return {
		space,
		count,
		fields,
		action: values,
		structure: { kind: "chains", chains: 1, accepted: null },
	};
}

/** A heat bath for a structure that need not be that of the action, with staples that may be changed. */
function heatBath(
	action: Action,
	structure: Wilson,
	change: (
		staples: Float64Array,
		mu: number,
		x: number,
		links: Float64Array,
	) => void = () => {},
): Advance {
	const { space } = action;
	const { lattice } = space;
	const algebra = linkAlgebra(space);
	const staples = staplesOf(algebra, lattice);
	const { draw } = linkDraws(structure);
	const sigma = new Float64Array(algebra.reals);
	const random = createRandom("sabotage");
	return (links) => {
		for (let mu = 0; mu < lattice.dimension; mu++)
			for (let x = 0; x < lattice.sites; x++) {
				staples(links, mu, x, sigma);
				change(sigma, mu, x, links);
				draw(links, (mu * lattice.sites + x) * algebra.reals, sigma, random);
			}
	};
}

function verdicts(
	action: Action,
	ensemble: Ensemble,
): Readonly<Record<string, Check>> {
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	return checks(evaluate(measurements, createRandom("sabotage")), action);
}

const failed = (all: Readonly<Record<string, Check>>) =>
	Object.keys(all).filter((name) => all[name].verdict === "fail");

const wilson = ({ structure }: Action) => structure as Wilson;

describe("a heat bath", () => {
	const action = theory("SU2", [4, 4], 2.2);

	test("that is sound fails nothing", () => {
		const sound = chainOf(action, 1500, heatBath(action, wilson(action)));
		expect(failed(verdicts(action, sound))).toEqual([]);
	});

	test("with the normalisation of another group: the thermometer shows its beta", () => {
		// Without the 1/N: beta of the matrix is twice ours.
		const wrong = { ...wilson(action), beta: 4.4 };
		const all = verdicts(action, chainOf(action, 600, heatBath(action, wrong)));
		const check = all["exact thermometer (chain)"];
		expect(check.verdict).toBe("fail");
		expect(check.measured?.value).toBeGreaterThan(4);
		expect(check.measured?.value).toBeLessThan(4.8);
		expect(failed(all)).toEqual(
			expect.arrayContaining(["force (chain)", "exact plaquette (chain)"]),
		);
	});

	test("with a missing staple: force identity and loops", () => {
		const { lattice } = action.space;
		const algebra = linkAlgebra(action.space);
		const less = new Float64Array(4);
		const broken = heatBath(action, wilson(action), (sigma, mu, x, links) => {
			if (mu === 1) return;
			// The plaquette above is left out: its staple alone is taken off again.
			const zero = links.slice();
			const right = (x + 4) % 16;
			zero.fill(0, (lattice.sites + x) * 4, (lattice.sites + x + 1) * 4);
			zero.fill(
				0,
				(lattice.sites + right) * 4,
				(lattice.sites + right + 1) * 4,
			);
			staplesOf(algebra, lattice)(zero, mu, x, less);
			sigma.set(less);
		});
		const names = failed(verdicts(action, chainOf(action, 600, broken)));
		expect(names).toEqual(
			expect.arrayContaining(["force (chain)", "exact thermometer (chain)"]),
		);
	});
});

test("beta off by one per cent: the plaquette, and the thermometer reads it", () => {
	const action = theory("U1", [6, 6], 2);
	const { space } = action;
	const { draw } = torusDraws(space, { ...wilson(action), beta: 2.02 });
	const random = createRandom("one per cent");
	const all = verdicts(
		action,
		chainOf(action, 14_000, (links, i) => {
			draw(random.fork(String(i)), links);
		}),
	);
	expect(failed(all)).toContain("exact plaquette (chain)");
	const { measured } = all["exact thermometer (chain)"];
	const { value = 0, error = 0 } = measured ?? {};
	expect(Math.abs(value - 2.02)).toBeLessThan(4 * error);
	expect(error).toBeLessThan(0.007);
}, 30_000);

test("a frozen chain passes every local check, and is not believed", () => {
	const action = theory("U1", [10, 10], 9);
	const ensemble = chainOf(action, 1500, heatBath(action, wilson(action)));
	const all = verdicts(action, ensemble);
	expect(all["force (chain)"].verdict).not.toBe("fail");
	expect(all["frozen topologicalCharge (chain)"]).toMatchObject({
		verdict: "inconclusive",
		reason: expect.stringMatching(
			/^frozen: Q changed (once|\d+ times) in 1499 updates/,
		),
	});
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	const { chain } = evaluate(measurements, createRandom(1)).estimators;
	expect(chain?.slowest).toBeUndefined();
	expect(chain?.observables.topologicalCharge2.status).toBe("unresolved");
});

test.each(["SU2", "SU3"] as const)(
	"an exponential off %s is refused with its place",
	(group) => {
		const action = theory(group, [4, 4], 2);
		const ensemble = chainOf(action, 10, heatBath(action, wilson(action)));
		const check = () => checkEnsemble(ensemble, 10, action.space);
		expect(check).not.toThrow();
		// 1 + eps P in place of exp(eps P) stretches a link by eps^2 |P|^2 / 2.
		const { components } = action.space;
		for (let k = 0; k < components; k++)
			ensemble.fields[5 * components + k] *= 1.0005;
		expect(check).toThrow(
			/the sampler returned configuration 0 with an element 5 that is 0\.0\d+ off its manifold; expected a matrix of SU\([23]\) per link/,
		);
	},
);
