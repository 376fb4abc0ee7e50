/**
 * The lattice of links [mu, site, reals of an element, lane], sites row-major, two chains in the lanes.
 * neighbours[2 d x + 2 mu] is the site at x + mu, the next entry that at x - mu.
 */
import { groupBytes } from "./group.as";

export let sites: i32 = 0;
export let dimension: i32 = 0;
export let beta: f64 = 0;
let neighbours: usize = 0;

export function configure(directions: i32, volume: i32, table: usize, coupling: f64): void {
	dimension = directions;
	sites = volume;
	neighbours = table;
	beta = coupling;
}

export function configureBeta(coupling: f64): void {
	beta = coupling;
}

/** Bytes of a configuration of both chains. */
@inline export function linkBytes(): usize {
	return <usize>(dimension * sites) * groupBytes();
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
