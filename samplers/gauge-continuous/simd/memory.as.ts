/**
 * Memory of the flow of two samples: sites are numbered row-major, arrays are [site, reals of an element,
 * lane], and links [mu, site, ...].
 */
import { algebraBytes, groupBytes } from "../../../actions/gauge/links/simd/group.as";

export let sites: i32 = 0;
export let extent0: i32 = 0;
export let extent1: i32 = 0;
export let reach0: i32 = 0;
export let reach1: i32 = 0;
/** Powers of the plaquette, sources (one more in SU(3)), factors rho_k, means B_m. */
export let powers: i32 = 0;
export let sourceCount: i32 = 0;
export let factors: i32 = 0;
export let means: i32 = 0;
export let terms: i32 = 0;
export let timeModes: i32 = 0;
export let reflections: bool = false;

/** The links of the flow, those of a stage, and the two links that a host reads or writes. */
export let links: usize = 0;
export let stage: usize = 0;
/** u_k, [k, site, ...], their divergences and the ratios. */
export let elements: usize = 0;
export let divergences: usize = 0;
export let ratios: usize = 0;
/** Products of links from the start of each line, [mu, site, ...], and around it, [line]. */
export let frames: usize = 0;
export let around: usize = 0;
export let gathered: usize = 0;
export let total: usize = 0;
export let between: usize = 0;
/** X of all links at the four stages of a step. */
export let k1: usize = 0;
export let k2: usize = 0;
export let k3: usize = 0;
export let k4: usize = 0;
/** A line with what flux reaches on both sides; two more elements; sums of numbers over boxes. */
export let line: usize = 0;
export let boxes: usize = 0;
/** Reflected links and velocities, and sums of results over reflections. */
export let mirror: usize = 0;
export let mirror2: usize = 0;
export let image: usize = 0;
export let image2: usize = 0;
export let sums: usize = 0;
export let room: usize = 0;
/**
 * Results, [lane] each: the divergence, sum of Re tr P, div v_a and slopes of the terms, then the integral of
 * the divergence and of the rates.
 */
export let results: usize = 0;

export function configure(
	first: i32,
	second: i32,
	firstReach: i32,
	secondReach: i32,
	powerCount: i32,
	factorCount: i32,
	meanCount: i32,
	modes: i32,
	reflected: bool,
): void {
	extent0 = first;
	extent1 = second;
	sites = first * second;
	reach0 = firstReach;
	reach1 = secondReach;
	powers = powerCount;
	sourceCount = sizeof<Group>() === 4 && powerCount > 1 ? powerCount + 1 : powerCount;
	factors = factorCount;
	means = meanCount;
	terms = sourceCount + factorCount * meanCount;
	timeModes = modes;
	reflections = reflected;
}

/** Places everything from `base` on; returns the end. */
export function layout(base: usize): usize {
	const v = <usize>sites;
	const group = v * groupBytes(),
		algebra = v * algebraBytes(),
		numbers = v * 16;
	links = base;
	stage = links + 2 * group;
	elements = stage + 2 * group;
	divergences = elements + <usize>sourceCount * algebra;
	ratios = divergences + <usize>sourceCount * numbers;
	frames = ratios + <usize>max(factors, 1) * numbers;
	around = frames + 2 * group;
	gathered = around + <usize>max(extent0, extent1) * 2 * groupBytes();
	total = gathered + <usize>max(means, 1) * algebra;
	between = total + algebra;
	k1 = between + algebra;
	k2 = k1 + 2 * algebra;
	k3 = k2 + 2 * algebra;
	k4 = k3 + 2 * algebra;
	line = k4 + 2 * algebra;
	boxes = line + <usize>(2 * max(extent0, extent1) + 8) * algebraBytes();
	mirror = boxes + 3 * numbers;
	mirror2 = mirror + 2 * group;
	image = mirror2 + 2 * group;
	image2 = image + 2 * algebra;
	sums = image2 + 2 * algebra;
	room = sums + <usize>(1 + 2 * terms) * 16;
	results = room + 2048;
	return results + <usize>(3 + 2 * terms + timeModes * terms) * 16;
}

@inline export function divergenceSum(): usize {
	return results;
}
@inline export function traceSum(): usize {
	return results + 16;
}
@inline export function divergenceOf(term: i32): usize {
	return results + 32 + ((<usize>term) << 4);
}
@inline export function slopeOf(term: i32): usize {
	return results + 32 + ((<usize>(terms + term)) << 4);
}
@inline export function integral(): usize {
	return results + 32 + ((<usize>(2 * terms)) << 4);
}
@inline export function rateOf(mode: i32, term: i32): usize {
	return integral() + 16 + ((<usize>(mode * terms + term)) << 4);
}
