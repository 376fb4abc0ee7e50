/**
 * A suite: the question, as data. Every target x sampler x seed is one cell. This is the resolved
 * form, with every default filled in; schema.ts describes what users write.
 *
 * To add a built-in suite: one YAML file in this folder. Its name becomes an argument of `run`.
 */

import type { Machines } from "./machines.js";

export interface Suite {
	/** Title, as records and reports show it. */
	readonly title: string;
	/** The question that the report should answer, in the user's words. */
	readonly question?: string;
	readonly targets: readonly Target[];
	readonly samplers: readonly SamplerSpec[];
	/** Modules whose observables are measured beside the built-in ones. */
	readonly observables: readonly Module[];
	readonly limits: Limits;
	readonly measure: Measure;
	/** Whether every configuration is kept, as .npy in the cell's folder. */
	readonly fields: boolean;
	/** What a scheduler is asked for. */
	readonly machines: Machines;
}

/** A density to sample: action, lattice, couplings. */
export interface Target {
	readonly label: string;
	/** Name of the definition. */
	readonly action: string;
	/** The module that has the definition, if it is not built in. */
	readonly module?: Module;
	readonly shape: readonly number[];
	/** In this project's convention. */
	readonly parameters: Readonly<Record<string, number>>;
	/** Name and couplings of another convention, if the user stated the couplings in one. */
	readonly convention?: StatedConvention;
	/** Expectation values known from elsewhere, by observable. */
	readonly references: Readonly<Record<string, Reference>>;
}

export interface StatedConvention {
	readonly name: string;
	readonly parameters: Readonly<Record<string, number>>;
	/** phi_ours = fieldScale * phi_theirs. */
	readonly fieldScale: number;
}

export interface Reference {
	readonly value: number;
	/** One standard error; 0 where the value is exact. */
	readonly error: number;
	readonly source: string;
}

export type Json =
	| null
	| boolean
	| number
	| string
	| readonly Json[]
	| { readonly [key: string]: Json };

/** A sampler with its options, draws and budget. */
export interface SamplerSpec {
	readonly label: string;
	/** Name of the definition. */
	readonly sampler: string;
	/** The module that has the definition, if it is not built in. */
	readonly module?: Module;
	/** Files that the options name. */
	readonly files?: readonly InputFile[];
	/** Absolute path to which paths among the options are relative, where they stand beside the name. */
	readonly folder?: string;
	/** Every option, defaults included. */
	readonly options: Readonly<Record<string, Json>>;
	readonly budget: SuiteBudget;
	readonly seeds: readonly number[];
	/** Where the suite has it from, if it was written out of a grid. */
	readonly point?: GridPoint;
	/** Stored configurations per cell, over all chains; `everyDraw` where all that there are were meant. */
	readonly draws: number;
}

/** One point of the grid of an entry of a suite. */
export interface GridPoint {
	/** Label of that entry. */
	readonly grid: string;
	/** Its value of everything that the grid spans. */
	readonly knobs: Readonly<Record<string, Json>>;
}

/** For finished configurations where the suite does not say how many of them. */
export const everyDraw: number = Number.MAX_SAFE_INTEGER;

/** A file that the options of a sampler name. */
export interface InputFile {
	/** The suite's name for it. */
	readonly name: string;
	/** Absolute path. */
	readonly path: string;
	/** SHA-256: other contents are a new question. */
	readonly hash: string;
	readonly bytes: number;
	/** Milliseconds since 1970. */
	readonly modified: number;
}

/** A file of the user's own that exports what the suite names. */
export interface Module {
	/** The suite's name for it. */
	readonly name: string;
	/** Absolute path. */
	readonly path: string;
	/** SHA-256 of the file: changed code is a new question. */
	readonly hash: string;
}

/** Preparation per cell; whichever is reached first ends it, and at least one is set. */
export interface SuiteBudget {
	readonly seconds?: number | undefined;
	/** Optimiser steps or thermalisation updates: with these alone, results do not depend on the clock. */
	readonly steps?: number | undefined;
}

export interface Measure {
	/** Least time of drawing, for the error of the clock. */
	readonly seconds: number;
}

export const defaultMeasure: Measure = { seconds: 1 };

/** Hard limits per cell: a cell beyond them is stopped, and the others go on. */
export interface Limits {
	/** Wall time of one attempt, in seconds. */
	readonly time?: number;
	/** Resident memory of the cell's process, in bytes. */
	readonly memory?: number;
}
