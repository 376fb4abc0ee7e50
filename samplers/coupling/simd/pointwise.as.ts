/**
 * The pointwise map y -> phi with y^2 = phi^2 + c phi^4 for eight samples, [site][8]. With u = c phi^2,
 * h = 1 + u and r = 1 + 2 u, dphi/dy is sqrt(h) / r, so all derivatives are algebraic in phi.
 */
import { log4 } from "../../../tensor/kernels/math.as";
import { subtractLanes } from "./ends.as";

/** log dphi/dy. */
@inline function logSlope(h: v128, r: v128): v128 {
	return f32x4.mul(f32x4.splat(0.5), log4(f32x4.div(h, f32x4.mul(r, r))));
}

/** d log(dphi/dy) / dphi. */
@inline function bend(coefficient: v128, phi: v128, h: v128, r: v128): v128 {
	const one = f32x4.splat(1);
	const sum = f32x4.sub(f32x4.div(one, h), f32x4.div(f32x4.splat(4), r));
	return f32x4.mul(f32x4.mul(coefficient, phi), sum);
}

/** fields -> mapped. Subtracts the sum of log dphi/dy from logDensity (8 float64). */
export function pointwise(sites: i32, coefficient: f32, fields: usize, mapped: usize, logDensity: usize): void {
	const one = f32x4.splat(1),
		c4 = f32x4.splat(4 * coefficient),
		half = f32x4.splat(0.5);
	for (let site = 0; site < sites; site++, fields += 32, mapped += 32) {
		for (let lane: usize = 0; lane < 32; lane += 16) {
			const y = v128.load(fields + lane);
			const r = f32x4.sqrt(f32x4.add(one, f32x4.mul(c4, f32x4.mul(y, y))));
			const h = f32x4.mul(half, f32x4.add(one, r));
			v128.store(mapped + lane, f32x4.div(y, f32x4.sqrt(h)));
			subtractLanes(logDensity + 2 * lane, logSlope(h, r));
		}
	}
}

/** mapped -> fields. log q of the mapped fields is lower by the same sum, which is subtracted here too. */
export function pointwiseInverse(sites: i32, coefficient: f32, mapped: usize, fields: usize, logDensity: usize): void {
	const one = f32x4.splat(1),
		c = f32x4.splat(coefficient);
	for (let site = 0; site < sites; site++, fields += 32, mapped += 32) {
		for (let lane: usize = 0; lane < 32; lane += 16) {
			const phi = v128.load(mapped + lane);
			const u = f32x4.mul(c, f32x4.mul(phi, phi));
			const h = f32x4.add(one, u);
			v128.store(fields + lane, f32x4.mul(phi, f32x4.sqrt(h)));
			subtractLanes(logDensity + 2 * lane, logSlope(h, f32x4.add(h, u)));
		}
	}
}

/**
 * Replaces d loss / dphi in `gradient` by d loss / dy. `live` is d loss / d log q. Adds d loss / d log c of
 * each sample to `sums` (8 float64) unless it is 0: at fixed y, dphi / d log c = -u phi / (2 r).
 */
export function pointwiseGradient(
	sites: i32,
	coefficient: f32,
	mapped: usize,
	gradient: usize,
	live: usize,
	sums: usize,
): void {
	const one = f32x4.splat(1),
		half = f32x4.splat(0.5),
		c = f32x4.splat(coefficient);
	for (let site = 0; site < sites; site++, mapped += 32, gradient += 32) {
		for (let lane: usize = 0; lane < 32; lane += 16) {
			const phi = v128.load(mapped + lane),
				weight = v128.load(live + lane);
			const u = f32x4.mul(c, f32x4.mul(phi, phi));
			const h = f32x4.add(one, u),
				r = f32x4.add(h, u);
			const total = f32x4.sub(v128.load(gradient + lane), f32x4.mul(weight, bend(c, phi, h, r)));
			v128.store(gradient + lane, f32x4.mul(total, f32x4.div(f32x4.sqrt(h), r)));
			if (sums === 0) continue;
			const byCoefficient = f32x4.div(f32x4.mul(half, u), r);
			// d log(dphi/dy) / d log c at fixed phi is u / (2 h) - 2 u / r.
			const own = f32x4.sub(f32x4.div(f32x4.mul(half, u), h), f32x4.mul(f32x4.splat(4), byCoefficient));
			const through = f32x4.mul(total, f32x4.mul(phi, byCoefficient));
			subtractLanes(sums + 2 * lane, f32x4.add(through, f32x4.mul(weight, own)));
		}
	}
}

/** Replaces d log q / dy in `score` by d log q / dphi. */
export function pointwiseScore(sites: i32, coefficient: f32, mapped: usize, score: usize): void {
	const one = f32x4.splat(1),
		c = f32x4.splat(coefficient);
	for (let site = 0; site < sites; site++, mapped += 32, score += 32) {
		for (let lane: usize = 0; lane < 32; lane += 16) {
			const phi = v128.load(mapped + lane);
			const u = f32x4.mul(c, f32x4.mul(phi, phi));
			const h = f32x4.add(one, u),
				r = f32x4.add(h, u);
			const before = f32x4.mul(v128.load(score + lane), f32x4.div(r, f32x4.sqrt(h)));
			v128.store(score + lane, f32x4.sub(before, bend(c, phi, h, r)));
		}
	}
}
