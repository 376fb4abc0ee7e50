/**
 * Exact log Z, <phi^2> and <phi^4> of scalar lattices that are small enough for a transfer matrix: chains of
 * any length, with their susceptibility, and lattices whose slices are rings of two to four sites (2 x L,
 * 3 x L, 4 x L, 2 x 2 x L). They are computed twice, with fewer points and fewer states, and the difference
 * is their error.
 */
import {
	type Action,
	type Polynomial,
	polynomialOf,
} from "../../actions/action.js";
import type { Reference, References } from "../references.js";
import { type SiteChain, siteChain } from "./site-chain.js";
import { type SliceMeans, type Slices, sliceMeans } from "./slice-transfer.js";

/** Numbers of points for the grid of a site, tried in turn; even ones. */
const grids = [48, 72, 108, 160] as const;
/** States of a slice that can be afforded. */
const mostStates = 500;
/** What part of the largest eigenvalue is left out, the best first; then for a first look. */
const fewSites = { cutoffs: [1e-10, 1e-8, 1e-6, 1e-5], rough: 1e-7 } as const;
/** Slices of three and four sites have many states; errors are well below the cutoff. */
const manySites = { cutoffs: [1e-6, 1e-5], rough: 1e-4 } as const;
/** A value that is less sure than this is none. */
const largestError = 1e-4;
/** Two grids that agree so well need no third. */
const rounding = 1e-10;

/** By polynomial and slices: cells of one target ask again. */
const known = new Map<string, References>();

/** Empty where the lattice is too large, the action is no polynomial, or the digits are not sure. */
export function exactValues(action: Action): References {
	const polynomial = polynomialOf(action);
	if (polynomial === undefined) return {};
	const slices = slicesOf(action.space.lattice.shape, polynomial.kinetic);
	if (slices === undefined) return {};
	const key = JSON.stringify([polynomial, slices]);
	let values = known.get(key);
	if (values === undefined) {
		values = valuesOf(polynomial, slices);
		known.set(key, values);
	}
	return values;
}

function valuesOf(polynomial: Polynomial, slices: Slices): References {
	const found = converged(polynomial, slices);
	if (found === undefined) return {};
	const [fine, coarse] = found;
	const source = `transfer matrix of slices of ${slices.ring} site${slices.ring === 1 ? "" : "s"}`;
	const references: Record<string, Reference> = {};
	for (const name of ["logZ", "phi2", "phi4", "susceptibility"] as const) {
		const { [name]: value } = fine;
		if (value === undefined) continue;
		const difference = Math.abs(value - (coarse[name] ?? Number.NaN));
		const error = difference <= rounding * Math.abs(value) ? 0 : difference;
		if (!(error <= largestError * Math.max(1, Math.abs(value)))) return {};
		references[name] = { value, error, source };
	}
	return references;
}

/** The direction across slices is the longest; directions of extent 1 have no links. */
function slicesOf(
	shape: readonly number[],
	kinetic: number,
): Slices | undefined {
	const extents = shape.filter((extent) => extent > 1).sort((a, b) => a - b);
	const [first = 1, second = 1, third = 1] = extents;
	switch (extents.length) {
		case 0:
		case 1:
			return { ring: 1, link: 0, extent: first };
		case 2:
			return first <= 4
				? { ring: first, link: kinetic, extent: second }
				: undefined;
		case 3:
			// A square of sites is a ring of four; each pair of them is linked twice.
			return first === 2 && second === 2
				? { ring: 4, link: 2 * kinetic, extent: third }
				: undefined;
		default:
			return undefined;
	}
}

/** The best that can be had, and a rougher one. */
function converged(
	polynomial: Polynomial,
	slices: Slices,
): readonly [SliceMeans, SliceMeans] | undefined {
	const effort = slices.ring > 2 ? manySites : fewSites;
	let before: SliceMeans | undefined;
	for (const [i, count] of grids.entries()) {
		const site = siteChain(polynomial, count);
		if (site === undefined) return undefined;
		const rough = affordable(site, slices, [effort.rough, ...effort.cutoffs]);
		if (rough === undefined) return undefined;
		const last = i === grids.length - 1;
		if (before !== undefined && (last || agree(before, rough))) {
			const best = affordable(site, slices, effort.cutoffs);
			if (best === undefined) return undefined;
			return [best, last ? before : rough];
		}
		before = rough;
	}
	return undefined;
}

function agree(one: SliceMeans, other: SliceMeans): boolean {
	const change = Math.abs(one.logZ - other.logZ);
	return change <= rounding * Math.max(1, Math.abs(one.logZ));
}

/** With the first cutoff that leaves no more states than can be afforded. */
function affordable(
	site: SiteChain,
	slices: Slices,
	cutoffs: readonly number[],
): SliceMeans | undefined {
	for (const cutoff of cutoffs) {
		const means = sliceMeans(site, slices, cutoff, mostStates);
		if (means !== undefined) return means;
	}
	return undefined;
}
