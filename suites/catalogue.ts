/** Everything that a suite can name: the registries, behind types that do not depend on single entries. */
import type { ZodType } from "zod";
import type { Action } from "../actions/action.js";
import * as actions from "../actions/registry.js";
import { createLattice, type Lattice } from "../core/lattice.js";
import type { Observable } from "../metrics/observable.js";
import { measurableNames } from "../metrics/registry.js";
import * as samplers from "../samplers/registry.js";
import type { Sampler } from "../samplers/sampler.js";
import type { SamplerSpec, Target } from "./suite.js";

type Parameters = Readonly<Record<string, number>>;

/** An `ActionDefinition` of any parameters; its schema guards `create`. */
export interface AnyAction {
	readonly name: string;
	readonly label: string;
	readonly reference: string;
	readonly symbol?: string;
	readonly parameters: ZodType;
	readonly couplings?: Readonly<Record<string, string>>;
	readonly conventions?: Readonly<Record<string, AnyConvention>>;
	create(lattice: Lattice, parameters: never): Action;
	/** Stands for a module that was not loaded (unread.ts): it cannot be created. */
	readonly unread?: true;
}

export interface AnyConvention {
	readonly label: string;
	readonly parameters: ZodType;
	convert(
		theirs: Parameters,
		lattice: Lattice,
	): { readonly parameters: Parameters; readonly fieldScale: number };
}

/** A `SamplerDefinition` of any options; its schema guards `create`. */
export interface AnySampler {
	readonly name: string;
	readonly label: string;
	readonly reference: string;
	readonly options: ZodType;
	create(options: never): Sampler;
	readonly input?: {
		files(options: never): readonly string[];
		readonly finished?: boolean;
	};
	serves?(options: never): readonly string[] | undefined;
}

export interface Catalogue {
	/** By the name that a suite uses: the action's own, or the path of its module. */
	readonly actions: ReadonlyMap<string, AnyAction>;
	/** Samplers by the name that a suite uses. */
	readonly samplers: ReadonlyMap<string, AnySampler>;
	/** Names of all that can be measured. */
	readonly observables: ReadonlySet<string>;
	/** Observables beside the built-in ones, by the path of their module. */
	readonly ownObservables: ReadonlyMap<string, readonly Observable[]>;
}

function byName<T extends { readonly name: string }>(
	entries: readonly T[],
): ReadonlyMap<string, T> {
	return new Map(entries.map((entry) => [entry.name, entry]));
}

/** @throws Error when nothing goes by that name; a suite's schema has checked the names that it uses. */
export function entryOf<T>(entries: ReadonlyMap<string, T>, name: string): T {
	const entry = entries.get(name);
	if (entry === undefined) throw new Error(`nothing is called ${name}`);
	return entry;
}

/** The definition of a target's action. */
export function actionOf(
	{ actions }: Catalogue,
	{ module, action }: Target,
): AnyAction {
	return entryOf(actions, module?.name ?? action);
}

/** @throws whatever the definition throws for a lattice or parameters that its schema cannot exclude. */
export function createAction(catalogue: Catalogue, target: Target): Action {
	const { shape, parameters } = target;
	// The suite's schema has checked the parameters against this definition.
	return actionOf(catalogue, target).create(
		createLattice(shape),
		parameters as never,
	);
}

export function samplerOf(catalogue: Catalogue, spec: SamplerSpec): AnySampler {
	return entryOf(catalogue.samplers, spec.module?.name ?? spec.sampler);
}

/** Everything that is registered. */
export const builtin: Catalogue = {
	actions: byName<AnyAction>(Object.values(actions)),
	samplers: byName<AnySampler>(Object.values(samplers)),
	observables: new Set(measurableNames()),
	ownObservables: new Map(),
};
