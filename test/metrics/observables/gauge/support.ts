/** Links for tests: random ones, and products along paths by the group of the manifold. */
import type { Action } from "../../../../actions/action.js";
import { su2 } from "../../../../actions/gauge/su2.js";
import { su3 } from "../../../../actions/gauge/su3.js";
import { u1 } from "../../../../actions/gauge/u1.js";
import type { Group } from "../../../../actions/manifolds/manifold.js";
import { geometryOf } from "../../../../actions/manifolds/registry.js";
import { createLattice, shifted } from "../../../../core/lattice.js";
import { createRandom } from "../../../../core/random.js";

const definitions = { U1: u1, SU2: su2, SU3: su3 };
export type GroupName = keyof typeof definitions;
export const groupNames: readonly GroupName[] = ["U1", "SU2", "SU3"];

export function theory(
	group: GroupName,
	shape: readonly number[],
	beta: number,
): Action {
	return definitions[group].create(createLattice(shape), { beta });
}

/** Independent links in the Haar measure. */
export function haar(
	{ space }: Action,
	label: string,
	count = 1,
): Float64Array {
	const fields = new Float64Array(count * space.size);
	geometryOf(space).uniform(createRandom(label), fields, space.components);
	return fields;
}

export function groupOf({ space }: Action): Group {
	const { group } = geometryOf(space);
	if (group === undefined) throw new Error("links live on a group");
	return group;
}

/** The product of links along a path from x: +(mu + 1) or -(mu + 1) for each step. */
export function pathProduct(
	action: Action,
	fields: Float64Array,
	x: number,
	path: readonly number[],
): Float64Array {
	const { lattice, components } = action.space;
	const group = groupOf(action);
	let product = geometryOf(action.space).origin(components);
	let site = x;
	for (const step of path) {
		const mu = Math.abs(step) - 1;
		if (step < 0) site = shifted(lattice, site, mu, -1);
		const at = (mu * lattice.sites + site) * components;
		const link = fields.subarray(at, at + components);
		product = group.multiply(product, step > 0 ? link : group.inverse(link));
		if (step > 0) site = shifted(lattice, site, mu, 1);
	}
	return product;
}

/** Around a rectangle of these sides, from x along mu first. */
export function rectanglePath(
	mu: number,
	nu: number,
	width: number,
	height: number,
): number[] {
	const run = (step: number, count: number) => Array<number>(count).fill(step);
	return [
		...run(mu + 1, width),
		...run(nu + 1, height),
		...run(-(mu + 1), width),
		...run(-(nu + 1), height),
	];
}
