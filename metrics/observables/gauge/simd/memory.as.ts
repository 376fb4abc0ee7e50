/**
 * Memory of two configurations of links while they are measured. All arrays are [..., site, reals of an
 * element, lane], as in actions/gauge/links/simd/geometry.as.ts.
 */
import { dimension, link, linkBytes, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { groupBytes } from "../../../../actions/gauge/links/simd/group.as";
import { sinCos } from "../../../../actions/gauge/links/simd/trig.as";

export let links: usize = 0;
/** In U(1) the angles of the links. */
export let angles: usize = 0;
/** U_mu(x) U_nu(x+mu) for each ordered pair of directions. */
let corners: usize = 0;
/** Products of 2 ... `longest` links along each direction. */
let lines: usize = 0;
export let longest: i32 = 0;
/** hops[k, mu, x] = x + k mu for k = 0 ... `longest`. */
let hops: usize = 0;
/** Extents of the lattice. */
let shape: usize = 0;
/** Scratch memory: eight matrices. */
export let room: usize = 0;
/** Sums, one number of both lanes each: see the exports of this kernel. */
let sums: usize = 0;

export function configureLines(most: i32, table: usize, extents: usize): void {
	longest = most;
	hops = table;
	shape = extents;
}

/** Places everything from `base` on, with `slots` sums; returns the end. */
export function layout(base: usize, slots: i32): usize {
	links = base;
	angles = links + linkBytes();
	corners = angles + (sizeof<Group>() === 8 ? linkBytes() >> 1 : 0);
	lines = corners + <usize>(dimension - 1) * linkBytes();
	room = lines + <usize>max(longest - 1, 0) * linkBytes();
	sums = room + 8 * 288;
	return sums + ((<usize>slots) << 4);
}

export function sumsAt(): usize {
	return sums;
}

@inline export function put(slot: i32, value: v128): void {
	v128.store(sums + ((<usize>slot) << 4), value);
}

@inline export function hop(k: i32, mu: i32, x: i32): i32 {
	return load<i32>(hops + ((<usize>((k * dimension + mu) * sites + x)) << 2));
}

@inline export function extent(mu: i32): i32 {
	return load<i32>(shape + ((<usize>mu) << 2));
}

@inline export function corner(mu: i32, nu: i32, x: i32): usize {
	return link(corners, mu * (dimension - 1) + (nu < mu ? nu : nu - 1), x);
}

/** The product of k links from x along mu. */
@inline export function line(k: i32, mu: i32, x: i32): usize {
	return link(k === 1 ? links : lines + <usize>(k - 2) * linkBytes(), mu, x);
}

/** Takes up two configurations, `Real` numbers each; of U(1) angles. */
export function insert32(first: usize, second: usize): void {
	insert<f32>(first, second);
}

export function insert64(first: usize, second: usize): void {
	insert<f64>(first, second);
}

@inline function insert<Stored>(first: usize, second: usize): void {
	const own = sizeof<Group>() === 8;
	let to = own ? angles : links;
	const end = own ? corners : angles;
	for (; to < end; to += 16) {
		store<f64>(to, <f64>load<Stored>(first));
		store<f64>(to, <f64>load<Stored>(second), 8);
		first += sizeof<Stored>();
		second += sizeof<Stored>();
	}
	if (!own) return;
	let u = links;
	for (let from = angles; from < corners; from += 16) {
		sinCos(v128.load(from), room);
		v128.store(u, v128.load(room, 16));
		v128.store(u, v128.load(room), 16);
		u += groupBytes();
	}
}
