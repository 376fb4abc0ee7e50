/**
 * Cubic B-splines on |phi|, as in samplers/continuous/simd/spline.as.ts. With u = |phi| / h, i =
 * floor(u), t = u - i, a function with coefficients c at the nodes -h, 0, h, ... is
 *
 *   g(phi) = sign(phi) sum_{j<4} w_j(t) c_{i+j}.
 *
 * It continues as a straight line beyond the last node. Needs `nodes` and `profiles`.
 */

import { literal } from "../../../tensor/gpu/wgsl-text.js";
import { vectorOf } from "./common.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

export function splineCode(shape: CnfShape): string {
	const { rows, spacing, orbits } = shape;
	const inverse = literal(1 / spacing);
	const last = literal(rows - 4);
	return `
struct Spot { row: u32, weight: vec4f, slope: vec4f, beyond: f32 }
fn locate(phi: f32) -> Spot {
  let u = abs(phi) * ${inverse};
  let inside = min(u, ${last});
  let whole = floor(inside);
  let t = inside - whole;
  let q = 1.0 - t;
  let beyond = u - inside;
  let t2 = t * t;
  let q2 = q * q;
  let d = vec4f(-0.5 * q2, t * (1.5 * t - 2.0), q * (2.0 - 1.5 * q), 0.5 * t2);
  let w = vec4f(
    q2 * q * ${literal(1 / 6)}, ${literal(2 / 3)} - t2 * (1.0 - 0.5 * t),
    ${literal(2 / 3)} - q2 * (1.0 - 0.5 * q), t2 * t * ${literal(1 / 6)},
  );
  let sign = select(1.0, -1.0, phi < 0.0);
  return Spot(min(u32(whole), ${rows - 4}u), sign * (w + beyond * d), ${inverse} * d, beyond);
}
// A vector of channels, or of their slopes.
fn spline(group: u32, row: u32, w: vec4f) -> ${vectorOf(shape)} {
  let first = group * ${rows}u + row;
  return w.x * nodes[first] + w.y * nodes[first + 1u] + w.z * nodes[first + 2u] + w.w * nodes[first + 3u];
}
// Coefficients of G around a row.
fn profile(time: u32, row: u32) -> vec4f {
  let first = ${orbits}u + time * ${rows}u + row;
  return vec4f(profiles[first], profiles[first + 1u], profiles[first + 2u], profiles[first + 3u]);
}
// g'' of a function whose coefficients around phi are c.
fn curvature(phi: f32, c: vec4f) -> f32 {
  let u = abs(phi) * ${inverse};
  let inside = min(u, ${last});
  let t = inside - floor(inside);
  let q = 1.0 - t;
  let bend = q * c.x + (3.0 * t - 2.0) * c.y + (3.0 * q - 2.0) * c.z + t * c.w;
  return select(0.0, select(1.0, -1.0, phi < 0.0) * ${literal(1 / spacing ** 2)} * bend, u <= ${last});
}
`;
}
