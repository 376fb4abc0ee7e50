/**
 * Fields of one block of chains for local updates. A site is one v128: four chains in float32, two
 * in float64. The sites lie in the order of samplers/chain/local/simd/coloring.ts, colour by colour, and
 * a table of u32 holds the byte offsets of the 2 d neighbours of each.
 *
 *   S = sum_x [ a phi_x^2 + c4 phi_x^4 + c6 phi_x^6 - kinetic phi_x sum of the 2 d neighbours ],
 *
 * with a = c2 + 2 d kinetic. As a function of one phi_x this is a phi^2 + c4 phi^4 + c6 phi^6 - 2 h phi,
 * where h = kinetic sum of neighbours.
 */

import { philox } from "../../../../tensor/kernels/philox.as";
import { copyIn, copyOut, high64, key0, key1, lanes, low64 } from "../../lanes.as";

export let fields: usize = 0;
export let sites: i32 = 0;
export let links: i32 = 0;
export let table: usize = 0;
/** First position of each colour, then V, as i32. */
let starts: usize = 0;
export let colors: i32 = 0;
/** Random words: `chunk` groups of 64 bytes. */
export let words: usize = 0;
/** For each lane, as float64: S, M, then the tallies. */
export let results: usize = 0;

export let kinetic: f64 = 1;
/** Coefficient of phi^2 with the links written as products. */
export let square: f64 = 0;
export let quartic: f64 = 0;
export let sextic: f64 = 0;

/** Pairs of sites whose random numbers are drawn together. */
export const chunk: i32 = 32;

/** Tallies of an update. */
const acceptedTally: i32 = 0;
export const clusterTally: i32 = 1;
export const clusterSitesTally: i32 = 2;
export const improvedTally: i32 = 3;
const tallies: i32 = 4;

export function configureLattice(count: i32, linksOfSite: i32, neighbours: usize, colorStarts: usize, n: i32): void {
	sites = count;
	links = linksOfSite;
	table = neighbours;
	starts = colorStarts;
	colors = n;
}

export function configureBuffers(field: usize, random: usize, result: usize): void {
	fields = field;
	words = random;
	results = result;
}

export function configureAction(coupling: f64, quadratic: f64, c4: f64, c6: f64): void {
	kinetic = coupling;
	square = quadratic + coupling * <f64>links;
	quartic = c4;
	sextic = c6;
}

/** Adds to a tally of a lane. */
@inline export function tally(which: i32, lane: i32, amount: f64): void {
	const at = results + <usize>((2 + which) * lanes + lane) * 8;
	store<f64>(at, load<f64>(at) + amount);
}

/** Sets all tallies to zero. */
export function begin(): void {
	memory.fill(results + <usize>(2 * lanes) * 8, 0, <usize>(tallies * lanes) * 8);
}

/** Adds the share of accepted moves of `count` sweeps: `moves` has a counter in each lane. */
@inline export function tallyAccepted(moves: v128, count: i32): void {
	v128.store(words, moves);
	for (let lane = 0; lane < lanes; lane++) {
		const accepted = load<i32>(words + <usize>lane * sizeof<Real>());
		tally(acceptedTally, lane, <f64>accepted / (<f64>sites * <f64>count));
	}
}

/** A mask has -1 in the lanes that it selects. */
@inline export function countLanes(moves: v128, mask: v128): v128 {
	return sizeof<Real>() === 4 ? v128.sub<i32>(moves, mask) : v128.sub<i64>(moves, mask);
}

/** Position of the first site of a colour. That of the next colour is its end. */
@inline export function startOf(color: i32): i32 {
	return load<i32>(starts + <usize>color * 4);
}

/** Number of groups of `each` sites that have their random words together. */
@inline export function groupsOf(color: i32, each: i32): i32 {
	return (startOf(color + 1) - startOf(color) + each - 1) / each;
}

/** The random words of `here` groups of sites of a colour, from group number `group` on, at `words`. */
@inline export function drawWords(group: i32, here: i32, update: u32, chain: u32, purpose: u32): void {
	const number = sizeof<Real>() === 4 ? group : 2 * group;
	philox(words, number, (here + 1) & ~1, lanes, update, chain, purpose, key0, key1);
}

/** Sum over the neighbours whose offsets are at `entry`. `four` is a constant at each call. */
@inline export function neighbourSum(entry: usize, four: bool): v128 {
	if (four) {
		return v128.add<Real>(
			v128.add<Real>(v128.load(fields + load<u32>(entry)), v128.load(fields + load<u32>(entry, 4))),
			v128.add<Real>(v128.load(fields + load<u32>(entry, 8)), v128.load(fields + load<u32>(entry, 12))),
		);
	}
	let sum = v128.splat<Real>(0);
	const end = entry + <usize>links * 4;
	for (let at = entry; at < end; at += 4) sum = v128.add<Real>(sum, v128.load(fields + load<u32>(at)));
	return sum;
}

@inline function term(sum: v128, phi: v128, forward: v128): v128 {
	const w = v128.mul<f64>(phi, phi);
	const slope = v128.add<f64>(
		f64x2.splat(square),
		v128.mul<f64>(w, v128.add<f64>(f64x2.splat(quartic), v128.mul<f64>(f64x2.splat(sextic), w))),
	);
	const hop = v128.mul<f64>(f64x2.splat(2 * kinetic), forward);
	return v128.add<f64>(sum, v128.mul<f64>(phi, v128.sub<f64>(v128.mul<f64>(phi, slope), hop)));
}

/** S (without its constant) and M of each lane, sums of float64 products, at `results`. */
export function measure(): void {
	let s0 = f64x2.splat(0),
		s1 = f64x2.splat(0),
		m0 = f64x2.splat(0),
		m1 = f64x2.splat(0);
	let entry = table;
	const end = fields + <usize>sites * 16;
	const step = <usize>links * 4;
	for (let at = fields; at < end; at += 16) {
		const phi = v128.load(at);
		let n0 = f64x2.splat(0),
			n1 = f64x2.splat(0);
		for (let link: usize = 0; link < step; link += 8) {
			const other = v128.load(fields + load<u32>(entry + link));
			n0 = v128.add<f64>(n0, low64(other));
			if (sizeof<Real>() === 4) n1 = v128.add<f64>(n1, high64(other));
		}
		const f0 = low64(phi);
		s0 = term(s0, f0, n0);
		m0 = v128.add<f64>(m0, f0);
		if (sizeof<Real>() === 4) {
			const f1 = high64(phi);
			s1 = term(s1, f1, n1);
			m1 = v128.add<f64>(m1, f1);
		}
		entry += step;
	}
	const magnetisation = results + <usize>lanes * 8;
	v128.store(results, s0);
	v128.store(magnetisation, m0);
	if (sizeof<Real>() === 4) {
		v128.store(results, s1, 16);
		v128.store(magnetisation, m1, 16);
	}
}

export function extract(lane: i32, target: usize): void {
	copyOut(fields, sites, lane, target);
}

export function insert(lane: i32, source: usize): void {
	copyIn(fields, sites, lane, source);
}
