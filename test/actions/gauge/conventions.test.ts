/** Other parametrisations of gauge and spin theories: S as their authors write it differs from ours by a constant. */
import { describe, expect, test } from "vitest";
import type { Action, ActionDefinition } from "../../../actions/action.js";
import { float64Action } from "../../../actions/float64-action.js";
import { su2 } from "../../../actions/gauge/su2.js";
import { su3 } from "../../../actions/gauge/su3.js";
import { u1 } from "../../../actions/gauge/u1.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { spins } from "../../../actions/spin/o-n.js";
import { createLattice, shifted } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";

function draw({ space }: Action, label: string): Float64Array {
	const fields = new Float64Array(space.size);
	geometryOf(space).uniform(createRandom(label), fields, space.components);
	return fields;
}

/** S of the action in float64 at two random configurations, and the difference. */
function difference(action: Action, value: (fields: Float64Array) => number) {
	const [a, b] = [draw(action, "a"), draw(action, "b")];
	const ours = float64Action(action);
	return {
		ours: (ours?.(a).value ?? 0) - (ours?.(b).value ?? 0),
		theirs: value(a) - value(b),
	};
}

/** Sum of Re tr P, not divided by N. */
function traces(action: Action, colours: number) {
	const { space } = action;
	const { group } = geometryOf(space);
	if (group === undefined) throw new Error("no group");
	const { lattice, components } = space;
	return (fields: Float64Array) => {
		const link = (mu: number, x: number) => {
			const at = (mu * lattice.sites + x) * components;
			return fields.subarray(at, at + components);
		};
		let sum = 0;
		for (let x = 0; x < lattice.sites; x++)
			for (let mu = 0; mu < lattice.dimension; mu++)
				for (let nu = 0; nu < mu; nu++) {
					// Once around, from the far corner.
					const [a, b] = [
						shifted(lattice, x, mu, 1),
						shifted(lattice, x, nu, 1),
					];
					const loop = [
						link(mu, x),
						link(nu, a),
						group.inverse(link(mu, b)),
						group.inverse(link(nu, x)),
					].reduce((u, v) => group.multiply(u, v));
					sum += colours * group.trace(loop);
				}
		return sum;
	};
}

const lattice = createLattice([3, 4]);
const theories: readonly (readonly [
	string,
	ActionDefinition<{ readonly beta: number }>,
	number,
	number,
])[] = [
	["u1", u1, 1, 1],
	["su2", su2, 2, 4],
	["su3", su3, 3, 6],
];

describe.each(theories)("%s", (_name, definition, colours, factor) => {
	const converted = (
		name: string,
		theirs: Readonly<Record<string, number>>,
	) => {
		const convention = definition.conventions?.[name];
		if (convention === undefined) throw new Error(`no convention ${name}`);
		expect(convention.parameters.safeParse(theirs).success).toBe(true);
		const { parameters, fieldScale } = convention.convert(theirs, lattice);
		expect(fieldScale).toBe(1);
		return definition.create(lattice, parameters);
	};

	test.each([
		["one-minus", { beta: 1.7 }, -1.7 / colours],
		["bare-coupling", { g2: 0.8 }, -factor / 0.8 / colours],
		["inverse-coupling", { inverseG2: 0.9 }, (-factor * 0.9) / colours],
		["bare-trace", { beta: 1.3 }, -1.3],
	] as const)("%s", (name, theirs, perTrace) => {
		if (definition.conventions?.[name] === undefined) {
			expect([definition.name, name]).toEqual(["u1", "bare-trace"]);
			return;
		}
		const action = converted(name, theirs);
		const trace = traces(action, colours);
		const { ours, theirs: other } = difference(
			action,
			(fields) => perTrace * trace(fields),
		);
		expect(ours / other).toBeCloseTo(1, 12);
	});

	test("lattices that the formulas do not treat are refused", () => {
		for (const shape of [[6], [2, 4], [4, 4, 2]])
			expect(() =>
				definition.create(createLattice(shape), { beta: 1 }),
			).toThrow(/two directions or more, of three sites or more each, got \[/);
	});
});

describe("o-n", () => {
	const convert = (name: string, theirs: Readonly<Record<string, number>>) => {
		const convention = spins.conventions?.[name];
		if (convention === undefined) throw new Error(`no convention ${name}`);
		return spins.create(
			lattice,
			convention.convert(theirs, lattice).parameters,
		);
	};
	const links = (
		fields: Float64Array,
		term: (product: number, squares: number) => number,
	) => {
		let sum = 0;
		for (let x = 0; x < lattice.sites; x++)
			for (let mu = 0; mu < 2; mu++) {
				const y = shifted(lattice, x, mu, 1);
				let [product, squares] = [0, 0];
				for (let i = 0; i < 3; i++) {
					product += fields[3 * x + i] * fields[3 * y + i];
					squares += (fields[3 * x + i] - fields[3 * y + i]) ** 2;
				}
				sum += term(product, squares);
			}
		return sum;
	};

	test("sigma-model", () => {
		const { ours, theirs } = difference(
			convert("sigma-model", { g: 0.6, n: 3 }),
			(fields) => links(fields, (_, squares) => squares / 1.2),
		);
		expect(ours / theirs).toBeCloseTo(1, 12);
	});

	test("large-n", () => {
		const { ours, theirs } = difference(
			convert("large-n", { beta: 0.5, n: 3 }),
			(fields) => links(fields, (product) => -1.5 * product),
		);
		expect(ours / theirs).toBeCloseTo(1, 12);
	});
});
