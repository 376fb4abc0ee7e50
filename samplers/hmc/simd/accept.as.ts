/** The accept step of a block of chains, each by its own random number. */
import { log64, uniform64 } from "../../../tensor/kernels/normal.as";
import { philox } from "../../../tensor/kernels/philox.as";
import { key0, key1, lanes, upper } from "../../chain/lanes.as";

const acceptPurpose: u32 = 1;

/** Whether every trajectory is accepted that did not diverge, which leaves a bias. */
let always: bool = false;

export function acceptAll(all: bool): void {
	always = all;
}

/**
 * `results` holds S and M of each lane, then receives Delta H and the flags; S and M become those of the proposal where
 * it is accepted. `before` holds the squares of the momenta before, then S, M and the squares after. `words` is room
 * for 128 bytes. Returns whether any lane accepts.
 */
export function acceptOrReject(
	trajectory: u32,
	chain: u32,
	half: f64,
	results: usize,
	before: usize,
	words: usize,
): bool {
	const width: usize = <usize>(8 * lanes);
	const energy = results + 2 * width,
		flags = results + 3 * width;
	philox(words, 0, 2, 4, trajectory, chain, acceptPurpose, key0, key1);
	const word0 = v128.load(words),
		word1 = v128.load(words, 16);
	const log0 = log64(uniform64(word0, word1)),
		log1 = log64(uniform64(upper(word0), upper(word1)));
	let any = false;
	for (let lane = 0; lane < lanes; lane++) {
		const at = <usize>lane * 8;
		let change =
			load<f64>(before + width + at) -
			load<f64>(results + at) +
			half * (load<f64>(before + 3 * width + at) - load<f64>(before + at));
		const logUniform =
			lane === 0
				? f64x2.extract_lane(log0, 0)
				: lane === 1
					? f64x2.extract_lane(log0, 1)
					: lane === 2
						? f64x2.extract_lane(log1, 0)
						: f64x2.extract_lane(log1, 1);
		// A diverged trajectory has infinite energy and is rejected.
		if (!isFinite<f64>(change)) change = f64.POSITIVE_INFINITY;
		const accepted = always ? change < f64.POSITIVE_INFINITY : logUniform < -change;
		store<f64>(energy + at, change);
		store<i32>(flags + <usize>lane * 4, accepted ? 1 : 0);
		if (!accepted) continue;
		any = true;
		store<f64>(results + at, load<f64>(before + width + at));
		store<f64>(results + width + at, load<f64>(before + 2 * width + at));
	}
	return any;
}

/** All bits of the lanes whose flag is set. */
@inline export function laneMask(flags: usize): v128 {
	const mask = v128.ne<i32>(v128.load(flags), i32x4.splat(0));
	return sizeof<Real>() === 8 ? v128.shuffle<i32>(mask, mask, 0, 0, 1, 1) : mask;
}

/** Copies the proposal to the place of the fields of those lanes whose flag is set. */
@inline export function takeAccepted(proposal: usize, fields: usize, bytes: usize, flags: usize): void {
	const mask = laneMask(flags);
	for (let at: usize = 0; at < bytes; at += 16)
		v128.store(fields + at, v128.bitselect(v128.load(proposal + at), v128.load(fields + at), mask));
}
