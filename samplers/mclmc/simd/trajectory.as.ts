/**
 * Isokinetic trajectories (samplers/mclmc/dynamics.ts) of a block of chains, with the lattice, the force and the accept
 * step of samplers/hmc/simd/. Kicks are plain and of any lengths.
 *
 * A kick needs sums over the whole force before it moves any site, so a gradient is two passes where HMC has one: the
 * force F and its sums, then u' = stay u + push F and phi' = phi + c u'. The second pass of a slab is followed by the
 * first of the slab before it, so memory sees every slab once a gradient.
 *
 * The floor of a site and gradient of phi^4 in d dimensions, against HMC's kernel: 2 d + 13 additions and multiplications
 * against 2 d + 7 (|F|^2 and F.u are four of them, the factors of u and F the others), or 2 d + 7 instructions against
 * 2 d + 4 where the two are fused; 2 d + 3 loads and 3 stores against 2 d and 2; between memory and core 6 numbers against
 * 4, where HMC's waves take fewer, which the sums forbid. |u|^2 takes two operations more.
 */
import { lanes } from "../../chain/lanes.as";
import { acceptOrReject, takeAccepted } from "../../hmc/simd/accept.as";
import { current, first, momenta, results, rowBytes, rowCount, second, sites } from "../../hmc/simd/lattice.as";
import { drawMomenta, squares } from "../../hmc/simd/momenta.as";
import { drift0, driftAfter, kickOf, kicks } from "../../hmc/simd/plan.as";
import { c4, c6, kinetic, linear, measure } from "../../hmc/simd/trajectory.as";
import { slabs } from "../../hmc/simd/wave.as";
import { clearSums, forceRows } from "./force.as";
import { begin, push, stay, turn, work } from "./turn.as";

/** a u + b f. */
@inline function mixed(a: v128, u: v128, b: v128, f: v128): v128 {
	return v128.add<Real>(v128.mul<Real>(a, u), v128.mul<Real>(b, f));
}

/** phi + c u. */
@inline function moved(phi: v128, c: v128, u: v128): v128 {
	return v128.add<Real>(phi, v128.mul<Real>(c, u));
}

/** u' = stay u + push F and phi' = phi + c u' of the bytes `from` <= at < `to`, from `input` to `first`. */
@inline function move(input: usize, from: usize, to: usize, c: v128): void {
	const a = stay,
		b = push;
	let i = input + from,
		o = first + from,
		u = momenta + from,
		f = second + from;
	const end = first + to;
	for (; o + 64 <= end; i += 64, o += 64, u += 64, f += 64) {
		const u0 = mixed(a, v128.load(u), b, v128.load(f)),
			u1 = mixed(a, v128.load(u, 16), b, v128.load(f, 16)),
			u2 = mixed(a, v128.load(u, 32), b, v128.load(f, 32)),
			u3 = mixed(a, v128.load(u, 48), b, v128.load(f, 48));
		v128.store(u, u0);
		v128.store(u, u1, 16);
		v128.store(u, u2, 32);
		v128.store(u, u3, 48);
		v128.store(o, moved(v128.load(i), c, u0));
		v128.store(o, moved(v128.load(i, 16), c, u1), 16);
		v128.store(o, moved(v128.load(i, 32), c, u2), 32);
		v128.store(o, moved(v128.load(i, 48), c, u3), 48);
	}
	for (; o < end; i += 16, o += 16, u += 16, f += 16) {
		const u0 = mixed(a, v128.load(u), b, v128.load(f));
		v128.store(u, u0);
		v128.store(o, moved(v128.load(i), c, u0));
	}
}

/** Bytes of fields that are moved at once: with velocity and force a third of a first cache. */
const strip: usize = 4096;

/** Moves the whole lattice, and sums over the force where it arrives. */
@inline function moveAndSum(input: usize, c: v128): void {
	clearSums();
	const rows = rowCount / slabs;
	const bytes = <usize>rows * rowBytes;
	const most = max(1, <i32>(strip / bytes));
	// The slab 0 waits for the last one.
	let done = 1;
	for (let slab = 0; slab < slabs; ) {
		const next = min(slab + most, slabs);
		move(input, <usize>slab * bytes, <usize>next * bytes, c);
		slab = next;
		if (slab - 1 <= done || slab === slabs) continue;
		force(done * rows, (slab - 1) * rows);
		done = slab - 1;
	}
	if (slabs > 1) force(done * rows, rowCount);
	force(0, rows);
}

function force(fromRow: i32, toRow: i32): void {
	const a = v128.splat<Real>(<Real>(linear / (2 * kinetic))),
		b = v128.splat<Real>(<Real>((4 * c4) / (2 * kinetic))),
		d = v128.splat<Real>(<Real>((6 * c6) / (2 * kinetic)));
	if (c6 === 0) forceRows(fromRow, toRow, false, a, b, d);
	else forceRows(fromRow, toRow, true, a, b, d);
}

/** Time of HMC, whose momenta have the length sqrt(V). */
@inline function step(length: f64): v128 {
	return v128.splat<Real>(<Real>(Math.sqrt(<f64>sites) * length));
}

/** Integrates the current fields, which stay unchanged, to `first`, from normals in the buffer of momenta. */
function follow(scratch: usize): void {
	squares(momenta, sites, scratch);
	begin(scratch);
	// Nothing pushes yet.
	memory.fill(second, 0, <usize>sites * 16);
	let from = current;
	let length = drift0;
	for (let i = 0; i < kicks; i++) {
		moveAndSum(from, step(length));
		from = first;
		turn(kickOf(i));
		length = driftAfter(i);
	}
	move(from, 0, <usize>sites * 16, step(length));
}

/** One trajectory with its accept step. `results` then holds S, M, Delta H and the flags. */
export function advance(trajectory: u32, chain: u32): void {
	const width: usize = <usize>(8 * lanes);
	const scratch = results + 3 * width + 16; // kinetic energy before, then S, M and that after
	drawMomenta(momenta, sites, trajectory, chain, 1);
	follow(scratch);
	measure(first, scratch + width, scratch + 2 * width);
	memory.fill(scratch, 0, width);
	work(scratch + 3 * width);
	if (!acceptOrReject(trajectory, chain, 1, results, scratch, momenta)) return;
	takeAccepted(first, current, <usize>sites * 16, results + 3 * width);
}

/** For tests: integrates the current fields with the momenta in the momentum buffer and replaces both. */
export function integrate(): void {
	follow(results + <usize>(24 * lanes) + 16);
	memory.copy(current, first, <usize>sites * 16);
}
