/** What a cell was asked: the parts of a record that name the action and the sampler. */
import { z } from "zod";

/** A file of the user's own, for code that is not built in. */
export const moduleSchema = z.strictObject({
	/** As the suite names it. */
	path: z.string(),
	/** Of the file, together with the files that it imports by relative paths. */
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const inputFileSchema = z.strictObject({
	/** As the suite names it. */
	path: z.string(),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	bytes: z.number().int().min(0),
});

export const actionSchema = z.strictObject({
	name: z.string(),
	label: z.string(),
	/** In tables and captions, for example "φ⁴". */
	symbol: z.string().optional(),
	/** Where the action is defined, when it is not built in. */
	module: moduleSchema.optional(),
	shape: z.array(z.number().int().min(1)).min(1),
	/** In this project's convention. */
	parameters: z.record(z.string(), z.number()),
	/** Symbols of the parameters that have one. */
	couplings: z.record(z.string(), z.string()).optional(),
	/** The convention that the suite stated them in; phi_ours = fieldScale * phi_theirs. */
	convention: z
		.strictObject({
			name: z.string(),
			parameters: z.record(z.string(), z.number()),
			fieldScale: z.number(),
		})
		.optional(),
});

export const samplerSchema = z.strictObject({
	name: z.string(),
	label: z.string(),
	/** Where the sampler is defined, when it is not built in. */
	module: moduleSchema.optional(),
	/** Files that the options name: data, or the source of a program. */
	files: z.array(inputFileSchema).optional(),
	options: z.record(z.string(), z.json()),
	/**
	 * The point of a grid of the suite that it is, with the label of the grid and its value of everything that
	 * the grid spans.
	 */
	point: z
		.strictObject({
			grid: z.string(),
			knobs: z.record(z.string(), z.json()),
		})
		.optional(),
});

export const budgetSchema = z.strictObject({
	/** Wall time. */
	seconds: z.number().optional(),
	/** Optimiser steps or thermalisation updates. */
	steps: z.number().optional(),
});
