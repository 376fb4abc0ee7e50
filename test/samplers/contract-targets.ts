/** What the contract test of samplers tries them on. */
import type { Action } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { element, groupBy } from "../../core/elements.js";
import type { Sampler } from "../../samplers/sampler.js";
import {
	onLattices,
	registeredActions,
} from "../support/registered-actions.js";
import { twoComponent } from "../support/two-component-action.js";

export interface Target {
	/** The lattice, as test names show it. */
	readonly on: string;
	readonly action: Action;
}

/** Small elements first; an interacting field before the free one, which has a test of its own. */
const shapes = [[4, 4], [5], [2, 3, 4], [3, 3, 3, 3]];
export const targets: readonly Target[] = [
	...registeredActions.filter(({ name }) => name !== freeField.name),
	freeField,
	twoComponent,
]
	.flatMap((definition) => onLattices(definition, shapes))
	.sort((a, b) => a.action.space.components - b.action.space.components)
	.map(({ shape, action }) => ({ on: shape.join(" x "), action }));

/** One target for every family and manifold that the sampler supports, each on another lattice as long as there are others. */
export function targetsOf(sampler: Sampler): readonly Target[] {
	const kinds = groupBy(
		targets.filter(({ action }) => sampler.supports(action).ok),
		({ action }) => `${action.family} ${action.space.manifold}`,
	);
	const seen = new Set<string>();
	return Array.from(kinds.values(), (kind) => {
		const chosen = kind.find(({ on }) => !seen.has(on)) ?? element(kind, 0);
		seen.add(chosen.on);
		return chosen;
	});
}
