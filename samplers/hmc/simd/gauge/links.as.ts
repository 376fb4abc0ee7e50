/** Memory of two chains of links. Momenta are [mu, site, generator, lane]. */
import { dimension, linkBytes, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { groupBytes } from "../../../../actions/gauge/links/simd/group.as";

/** Links after the last accept step, and those of the trajectory. */
export let current: usize = 0;
export let moving: usize = 0;
export let momenta: usize = 0;
/** For displaced kicks: the links that come back, and the gradient by which they moved. */
export let aside: usize = 0;
export let push: usize = 0;
/** Sums of two staples, and scratch memory of the group. */
export let staple: usize = 0;
export let room: usize = 0;
/** For each lane S, a number that no link theory has, then Delta H, all float64. Then the accept flags as i32. */
export let results: usize = 0;

@inline export function generators(): i32 {
	return sizeof<Group>() === 1 ? 1 : sizeof<Group>() === 2 ? 3 : 8;
}

/** Number of momenta of a chain. */
@inline export function momentumCount(): i32 {
	return dimension * sites * generators();
}

/** Places everything from `base` on; returns the end. */
export function layout(base: usize): usize {
	const links = linkBytes();
	current = base;
	moving = current + links;
	momenta = moving + links;
	// Momenta are drawn in groups of eight.
	aside = momenta + <usize>((momentumCount() + 7) & ~7) * 16;
	push = aside + links;
	staple = push + ((<usize>momentumCount()) << 4);
	room = staple + groupBytes();
	results = room + 4 * 288;
	return results + 256;
}

export function resultsAt(): usize {
	return results;
}

@inline export function momentum(momenta: usize, mu: i32, x: i32): usize {
	return momenta + ((<usize>((mu * sites + x) * generators())) << 4);
}
