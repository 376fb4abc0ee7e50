/**
 * Geometry and memory of two chains of links. Links are [mu, site, reals of an element, lane] and momenta
 * [mu, site, generator, lane], sites row-major. neighbours[2 d x + 2 mu] is the site at x + mu, the next entry that at
 * x - mu.
 */
import { groupBytes } from "../../links/simd/group.as";

export let sites: i32 = 0;
export let dimension: i32 = 0;
export let beta: f64 = 0;
let neighbours: usize = 0;

/** Links after the last accept step, and those of the trajectory. */
export let current: usize = 0;
export let moving: usize = 0;
export let momenta: usize = 0;
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

export function configure(directions: i32, volume: i32, table: usize, coupling: f64): void {
	dimension = directions;
	sites = volume;
	neighbours = table;
	beta = coupling;
}

/** Places everything from `base` on; returns the end. */
export function layout(base: usize): usize {
	const links = <usize>(dimension * sites) * groupBytes();
	current = base;
	moving = current + links;
	momenta = moving + links;
	// Momenta are drawn in groups of eight.
	staple = momenta + <usize>((momentumCount() + 7) & ~7) * 16;
	room = staple + groupBytes();
	results = room + 4 * 288;
	return results + 256;
}

export function resultsAt(): usize {
	return results;
}

@inline export function ahead(x: i32, mu: i32): i32 {
	return load<i32>(neighbours + ((<usize>(2 * (dimension * x + mu))) << 2));
}
@inline export function behind(x: i32, mu: i32): i32 {
	return load<i32>(neighbours + ((<usize>(2 * (dimension * x + mu) + 1)) << 2));
}

/** Address of a link. */
@inline export function link(links: usize, mu: i32, x: i32): usize {
	return links + <usize>(mu * sites + x) * groupBytes();
}
@inline export function momentum(mu: i32, x: i32): usize {
	return momenta + ((<usize>((mu * sites + x) * generators())) << 4);
}
