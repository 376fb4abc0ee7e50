/**
 * Affine coupling of eight samples: y = x e^s + t at the active sites, where (s, t) = tanh of the
 * net's two outputs there. log q falls by the sum of s. Arrays are [site][8], and the net's outputs
 * are [active site][2][8]. `sites` lists the active sites.
 */

import { exp4, tanh4 } from "../../../tensor/kernels/math.as";
import { subtractLanes } from "./ends.as";

/** Forward in place. `net` becomes (s, t), and the sum of s is subtracted from logDensity (8 float64). */
export function affine(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	for (let i = 0; i < n; i++, sites += 4, net += 64) {
		const x = fields + ((<usize>load<i32>(sites)) << 5);
		for (let half: usize = 0; half < 32; half += 16) {
			const s = tanh4(v128.load(net + half)),
				t = tanh4(v128.load(net + 32 + half));
			v128.store(net + half, s);
			v128.store(net + 32 + half, t);
			v128.store(x + half, f32x4.add(f32x4.mul(v128.load(x + half), exp4(s)), t));
			subtractLanes(logDensity + 2 * half, s);
		}
	}
}

/**
 * Backward in place: x = (y - t) e^-s. log q(y) = log q(x) - sum of s, so the sum is subtracted
 * from logDensity here too.
 */
export function affineInverse(n: i32, sites: usize, fields: usize, net: usize, logDensity: usize): void {
	for (let i = 0; i < n; i++, sites += 4, net += 64) {
		const x = fields + ((<usize>load<i32>(sites)) << 5);
		for (let half: usize = 0; half < 32; half += 16) {
			const s = tanh4(v128.load(net + half)),
				t = tanh4(v128.load(net + 32 + half));
			v128.store(x + half, f32x4.mul(f32x4.sub(v128.load(x + half), t), exp4(f32x4.neg(s))));
			subtractLanes(logDensity + 2 * half, s);
		}
	}
}

/**
 * Gradient. Replaces d loss / dy in `gradient` by d loss / dx, and writes the gradient of the net's
 * outputs to `netGradient`. `net` holds (s, t), and `input` the fields before the coupling. `live`
 * is 1 for samples that count and 0 for padding, and d loss / d log q has the same value.
 */
export function affineGradient(
	n: i32,
	sites: usize,
	input: usize,
	net: usize,
	gradient: usize,
	live: usize,
	netGradient: usize,
): void {
	const one = f32x4.splat(1);
	for (let i = 0; i < n; i++, sites += 4, net += 64, netGradient += 64) {
		const place = (<usize>load<i32>(sites)) << 5;
		for (let half: usize = 0; half < 32; half += 16) {
			const s = v128.load(net + half),
				t = v128.load(net + 32 + half);
			const g = v128.load(gradient + place + half);
			const gx = f32x4.mul(g, exp4(s));
			const gs = f32x4.sub(f32x4.mul(gx, v128.load(input + place + half)), v128.load(live + half));
			v128.store(gradient + place + half, gx);
			v128.store(netGradient + half, f32x4.mul(gs, f32x4.sub(one, f32x4.mul(s, s))));
			v128.store(netGradient + 32 + half, f32x4.mul(g, f32x4.sub(one, f32x4.mul(t, t))));
		}
	}
}

/**
 * Score, the gradient of log q in the fields, from before the coupling to after it: score_y =
 * score_x e^-s at active sites. The frozen sites receive their part through the net. The gradient
 * of the net's outputs is left in `netGradient`: ds = -score_x x - 1 and dt = -score_x e^-s,
 * through tanh.
 */
export function affineScore(n: i32, sites: usize, input: usize, net: usize, score: usize, netGradient: usize): void {
	const one = f32x4.splat(1);
	for (let i = 0; i < n; i++, sites += 4, net += 64, netGradient += 64) {
		const place = (<usize>load<i32>(sites)) << 5;
		for (let half: usize = 0; half < 32; half += 16) {
			const s = v128.load(net + half),
				t = v128.load(net + 32 + half);
			const before = v128.load(score + place + half);
			const after = f32x4.mul(before, exp4(f32x4.neg(s)));
			const ds = f32x4.add(f32x4.mul(before, v128.load(input + place + half)), one);
			v128.store(score + place + half, after);
			v128.store(netGradient + half, f32x4.mul(ds, f32x4.sub(f32x4.mul(s, s), one)));
			v128.store(netGradient + 32 + half, f32x4.mul(after, f32x4.sub(f32x4.mul(t, t), one)));
		}
	}
}
