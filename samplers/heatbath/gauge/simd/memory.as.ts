/** Memory of two chains of links for sweeps over them, and their random words. */

import { linkBytes } from "../../../../actions/gauge/links/simd/geometry.as";
import { groupBytes, ontoGroup } from "../../../../actions/gauge/links/simd/group.as";
import { traces } from "../../../../actions/gauge/links/simd/plaquettes.as";
import { angleOf } from "../../../../actions/gauge/links/simd/trig.as";
import { philox } from "../../../../tensor/kernels/philox.as";
import { copyIn, copyOut, key0, key1, upper } from "../../../chain/lanes.as";

export let links: usize = 0;
/** U(1) has angles in fields: those of `links`. Otherwise `links` themselves. */
let fields: usize = 0;
/** The sum of a link's staples, and scratch memory: four matrices. */
export let staple: usize = 0;
export let room: usize = 0;
/** The words of the first tries of some links, and of further tries of one. */
export let words: usize = 0;
let further: usize = 0;
/** For each lane, as float64: S / beta, then the share of accepted proposals, 1 without one. */
export let results: usize = 0;

/** Links whose first words are drawn together. */
export const chunk: i32 = 16;
/** Groups of four words that a first try takes of each lane. */
@inline export function groupsOfTry(): i32 {
	return sizeof<Group>() === 8 ? 1 : 2;
}
/** Draws of a link: in SU(3) one in each subgroup. */
@inline export function drawsOfLink(): i32 {
	return sizeof<Group>() === 4 ? 3 : 1;
}

/** Places everything from `base` on; returns the end. */
export function layout(base: usize): usize {
	links = base;
	const own = sizeof<Group>() === 8;
	fields = own ? links + linkBytes() : links;
	staple = fields + (own ? linkBytes() >> 1 : linkBytes());
	room = staple + 288;
	words = room + 4 * 288;
	further = words + <usize>(chunk * drawsOfLink() + 1) * 64;
	results = further + 128;
	return results + 32;
}

export function resultsAt(): usize {
	return results;
}

/**
 * First tries of `count` draws from number `draw` on. Their purpose, and those after it up to 2^16, are one
 * sweep's.
 */
@inline export function firstWords(draw: i32, count: i32, update: u32, chain: u32, purpose: u32): void {
	const groups = groupsOfTry();
	const blocks = (count * groups + 1) >> 1;
	philox(words, draw * groups, (blocks + 1) & ~1, 2, update, chain, purpose, key0, key1);
}

/** Four groups of words for further tries of one draw. There is no end to them, since each round has its purpose. */
@inline export function furtherWords(draw: i32, round: u32, update: u32, chain: u32, purpose: u32): usize {
	philox(further, 4 * draw, 2, 2, update, chain, purpose | ((round + 1) << 16), key0, key1);
	return further;
}

/** Word k of both lanes of a group. */
@inline export function wordOf(block: usize, group: i32, k: usize): v128 {
	const pair = v128.load(block + <usize>(group >> 1) * 64 + (k << 4));
	return (group & 1) === 0 ? pair : upper(pair);
}

/** Uniform in (0, 1) from one word, 32 bits. */
@inline export function uniform(word: v128): v128 {
	const whole = f64x2.add(f64x2.convert_low_i32x4_u(word), f64x2.splat(0.5));
	return f64x2.mul(whole, f64x2.splat(2.3283064365386963e-10));
}

export function begin(): void {
	v128.store(results, f64x2.splat(1), 16);
}

/** Brings all links back to the group from rounding, and computes S / beta. */
export function measure(): void {
	const end = links + linkBytes();
	for (let u = links; u < end; u += groupBytes()) ontoGroup(u);
	v128.store(results, f64x2.neg(traces(links, room)));
}

/** The matrices of a lane, [mu, site, reals]. */
export function extract(lane: i32, target: usize): void {
	copyOut(links, <i32>(linkBytes() >> 4), lane, target);
}

export function insert(lane: i32, source: usize): void {
	copyIn(links, <i32>(linkBytes() >> 4), lane, source);
}

/** Has to come before `extractField`: the fields of both lanes. */
export function toFields(): void {
	if (sizeof<Group>() !== 8) return;
	let to = fields;
	const end = links + linkBytes();
	for (let u = links; u < end; u += 32) {
		v128.store(to, angleOf(v128.load(u), v128.load(u, 16)));
		to += 16;
	}
}

export function extractField(lane: i32, target: usize): void {
	copyOut(fields, <i32>((staple - fields) >> 4), lane, target);
}
