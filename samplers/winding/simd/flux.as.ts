/**
 * A proposal that changes the topological charge of two-dimensional U(1) links: s = +-1 units of uniform flux
 * d = 2 pi/V on every plaquette. On a lattice of extents L0, L1 the links
 *
 *   theta_0(i, j) -= s j d,   theta_1(i, L1 - 1) += s i L1 d
 *
 * do this, and close because V d is a multiple of 2 pi. S changes by -beta sum [cos(P + s d) - cos P], about
 * beta <cos P> (2 pi)^2 / (2 V); the proposal is symmetric, so that Metropolis' test makes it exact. No
 * tuning. The idea of winding Hamiltonian Monte Carlo (D. Albandea et al., arXiv:2106.14234), with flux over
 * the whole torus.
 */

import { ahead, beta, link, sites } from "../../../actions/gauge/links/simd/geometry.as";
import { multiply, multiplyDagger } from "../../../actions/gauge/links/simd/group.as";
import { log64, uniform64 } from "../../../tensor/kernels/normal.as";
import { philox } from "../../../tensor/kernels/philox.as";
import { key0, key1 } from "../../chain/lanes.as";
import { links, results, room, wordOf, words } from "../../heatbath/gauge/simd/memory.as";

/** cos and sin of j d for j = 0 ... L1 - 1, then of i L1 d for i = 0 ... L0 - 1. */
let turns: usize = 0;
let rows: i32 = 0;
let columns: i32 = 0;

export function configureFlux(first: i32, second: i32, table: usize): void {
	rows = first;
	columns = second;
	turns = table;
}

/** `count` proposals. `purpose` and those after it belong to this call. */
export function flux(update: u32, chain: u32, purpose: u32, count: i32): void {
	for (let one = 0; one < count; one++) propose(update, chain, purpose + one);
}

function propose(update: u32, chain: u32, purpose: u32): void {
	philox(words, 0, 2, 2, update, chain, purpose, key0, key1);
	const logU = log64(uniform64(wordOf(words, 0, 0), wordOf(words, 0, 1)));
	const word = wordOf(words, 0, 2);
	const sign = v128.and(v128.shuffle<i32>(word, word, 0, 0, 1, 1), f64x2.splat(-0.0));
	const unit = (2 * Math.PI) / <f64>sites;
	let cosines = f64x2.splat(0),
		sines = cosines;
	const there = room + 32,
		back = room + 64;
	for (let x = 0; x < sites; x++) {
		multiply(link(links, 0, x), link(links, 1, ahead(x, 0)), there);
		multiply(link(links, 1, x), link(links, 0, ahead(x, 1)), back);
		multiplyDagger(there, back, room);
		cosines = f64x2.add(cosines, v128.load(room));
		sines = f64x2.add(sines, v128.load(room, 16));
	}
	// cos(P + s d) - cos P = (cos d - 1) cos P - s sin d sin P
	const lower = f64x2.mul(f64x2.splat(-2 * Math.sin(unit / 2) * Math.sin(unit / 2)), cosines);
	const tilt = f64x2.mul(f64x2.splat(Math.sin(unit)), v128.xor(sines, sign));
	const taken = f64x2.lt(logU, f64x2.mul(f64x2.splat(beta), f64x2.sub(lower, tilt)));
	v128.store(results, v128.and(taken, f64x2.splat(1)), 16);
	if (!v128.any_true(taken)) return;
	for (let i = 0; i < rows; i++) {
		for (let j = 0; j < columns; j++) turn(link(links, 0, i * columns + j), j, v128.not(sign), taken);
		turn(link(links, 1, (i + 1) * columns - 1), columns + i, sign, taken);
	}
}

/** Multiplies a link by exp(+-i angle) of a table entry in the lanes of `mask`; the sign is that of `sign`. */
@inline function turn(u: usize, entry: i32, sign: v128, mask: v128): void {
	const at = turns + ((<usize>entry) << 4);
	const c = v128.bitselect(v128.load64_splat(at), f64x2.splat(1), mask);
	const turned = v128.xor(v128.load64_splat(at, 8), v128.and(sign, f64x2.splat(-0.0)));
	const s = v128.and(turned, mask);
	const x = v128.load(u),
		y = v128.load(u, 16);
	v128.store(u, f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y)));
	v128.store(u, f64x2.add(f64x2.mul(c, y), f64x2.mul(s, x)), 16);
}
