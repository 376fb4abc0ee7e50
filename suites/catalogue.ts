/** What a suite can name: the registries, behind types that do not depend on single entries. */
import type { ZodType } from "zod";
import type { Action } from "../actions/action.js";
import * as actions from "../actions/registry.js";
import type { Lattice } from "../core/lattice.js";
import { measurableNames } from "../metrics/registry.js";
import * as samplers from "../samplers/registry.js";
import type { Sampler } from "../samplers/sampler.js";

type Parameters = Readonly<Record<string, number>>;

/** An `ActionDefinition` of any parameters; its schema guards `create`. */
export interface AnyAction {
	readonly name: string;
	readonly label: string;
	readonly reference: string;
	readonly parameters: ZodType;
	readonly conventions?: Readonly<Record<string, AnyConvention>>;
	create(lattice: Lattice, parameters: never): Action;
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
	serves?(options: never): readonly string[];
}

export interface Catalogue {
	readonly actions: ReadonlyMap<string, AnyAction>;
	/** By the name that a suite uses: the sampler's own, or the path of its module. */
	readonly samplers: ReadonlyMap<string, AnySampler>;
	readonly observables: ReadonlySet<string>;
}

function byName<T extends { readonly name: string }>(
	entries: readonly T[],
): ReadonlyMap<string, T> {
	return new Map(entries.map((entry) => [entry.name, entry]));
}

/** Everything that is registered. */
export const builtin: Catalogue = {
	actions: byName<AnyAction>(Object.values(actions)),
	samplers: byName<AnySampler>(Object.values(samplers)),
	observables: new Set(measurableNames()),
};
