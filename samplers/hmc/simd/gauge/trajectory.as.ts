/**
 * Whole trajectories of two chains of links: momenta, integration on the group, Delta H, accept step. Any schedule
 * will do (samplers/hmc/simd/plan.as.ts); random numbers and the accept step are those of scalar fields
 * (samplers/hmc/simd/trajectory.as.ts). Momenta are coefficients of T_a, and a drift multiplies links by exp(length p_a T_a) from the left. Everything is float64.
 */

import { ahead, beta, dimension, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { groupBytes, move, ontoGroup } from "../../../../actions/gauge/links/simd/group.as";
import { traces } from "../../../../actions/gauge/links/simd/plaquettes.as";
import { sinCos } from "../../../../actions/gauge/links/simd/trig.as";
import { copyIn, copyOut, lanes } from "../../../chain/lanes.as";
import { acceptOrReject, laneMask } from "../accept.as";
import { drawMomenta, squares } from "../momenta.as";
import { displacementOf, drift0, driftAfter, kickOf, kicks } from "../plan.as";
import { kick, plaquetteAngle } from "./force.as";
import { aside, current, generators, momenta, momentumCount, moving, push, results, room, staple } from "./links.as";

@inline const INVERSE_ROOT_3: f64 = 0.5773502691896258;

/** Reals of a configuration. */
@inline function size(): i32 {
	return dimension * sites * <i32>(groupBytes() >> 4);
}

/** The element of the algebra, as links/simd has it, of `length` times the momentum at p. */
@inline function algebra(p: usize, length: f64, out: usize): void {
	const half = f64x2.splat(sizeof<Group>() === 1 ? length : 0.5 * length);
	if (sizeof<Group>() !== 4) {
		for (let a: usize = 0; a < (<usize>generators()) << 4; a += 16)
			v128.store(out + a, f64x2.mul(half, v128.load(p + a)));
		return;
	}
	const diagonal = f64x2.mul(v128.load(p, 32), half);
	const last = f64x2.mul(f64x2.mul(v128.load(p, 112), half), f64x2.splat(INVERSE_ROOT_3));
	v128.store(out, f64x2.add(last, diagonal));
	v128.store(out, f64x2.sub(last, diagonal), 16);
	v128.store(out, f64x2.neg(f64x2.add(last, last)), 32);
	const back = f64x2.neg(half);
	v128.store(out, f64x2.mul(back, v128.load(p, 16)), 48);
	v128.store(out, f64x2.mul(half, v128.load(p)), 64);
	v128.store(out, f64x2.mul(back, v128.load(p, 64)), 80);
	v128.store(out, f64x2.mul(half, v128.load(p, 48)), 96);
	v128.store(out, f64x2.mul(back, v128.load(p, 96)), 112);
	v128.store(out, f64x2.mul(half, v128.load(p, 80)), 128);
}

function drift(momenta: usize, length: f64): void {
	const reals = (<usize>generators()) << 4;
	const end = moving + ((<usize>size()) << 4);
	const turned = room + 3 * 288;
	let p = momenta;
	for (let u = moving; u < end; u += groupBytes()) {
		algebra(p, length, staple);
		move(staple, u, turned, room);
		for (let i: usize = 0; i < groupBytes(); i += 16) v128.store(u + i, v128.load(turned + i));
		p += reals;
	}
}

function cosines(): v128 {
	let sum = f64x2.splat(0);
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++)
			for (let x = 0; x < sites; x++) {
				sinCos(plaquetteAngle(mu, nu, x, ahead(x, mu), ahead(x, nu)), room);
				sum = f64x2.add(sum, v128.load(room, 16));
			}
	return sum;
}

/** S of the moving links at `target`, and 0 behind it. */
function measure(target: usize): void {
	const sum = sizeof<Group>() === 1 ? cosines() : traces(moving, room);
	v128.store(target, f64x2.mul(f64x2.splat(-beta), sum));
	v128.store(target, f64x2.splat(0), 16);
}

/** A kick with the gradient at links that moved by -displacement times the gradient. */
function displacedKick(length: f64, displacement: f64): void {
	const bytes = (<usize>size()) << 4;
	memory.copy(aside, moving, bytes);
	memory.fill(push, 0, (<usize>momentumCount()) << 4);
	kick(push, displacement);
	drift(push, 1);
	kick(momenta, length);
	memory.copy(moving, aside, bytes);
}

/** Integrates the moving links, and brings them back to the group from rounding. */
export function integrate(): void {
	if (drift0 !== 0) drift(momenta, drift0);
	for (let i = 0; i < kicks; i++) {
		const displacement = displacementOf(i);
		if (displacement === 0) kick(momenta, kickOf(i));
		else displacedKick(kickOf(i), displacement);
		const length = driftAfter(i);
		if (length !== 0) drift(momenta, length);
	}
	const end = moving + ((<usize>size()) << 4);
	for (let u = moving; u < end; u += groupBytes()) ontoGroup(u);
}

export function refresh(trajectory: u32, chain: u32): void {
	drawMomenta(momenta, momentumCount(), trajectory, chain, 1);
}

/** S of the current links, which become the moving ones. Call it once after the links were set. */
export function start(): void {
	memory.copy(moving, current, (<usize>size()) << 4);
	measure(results);
}

/** One trajectory with its accept step. `results` then holds S, 0, Delta H and the flags. */
export function advance(trajectory: u32, chain: u32): void {
	const width: usize = <usize>(8 * lanes);
	const scratch = results + 3 * width + 16; // p^2 before, then S, 0 and p^2 after
	const count = momentumCount();
	refresh(trajectory, chain);
	squares(momenta, count, scratch);
	integrate();
	measure(scratch + width);
	squares(momenta, count, scratch + 3 * width);
	acceptOrReject(trajectory, chain, 0.5, results, scratch, momenta);
	const mask = laneMask(results + 3 * width);
	const bytes = (<usize>size()) << 4;
	for (let at: usize = 0; at < bytes; at += 16) {
		const kept = v128.bitselect(v128.load(moving + at), v128.load(current + at), mask);
		v128.store(current + at, kept);
		v128.store(moving + at, kept);
	}
}

export function extract(lane: i32, target: usize): void {
	copyOut(current, size(), lane, target);
}

export function insert(lane: i32, source: usize): void {
	copyIn(current, size(), lane, source);
}
