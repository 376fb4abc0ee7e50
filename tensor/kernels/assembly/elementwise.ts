/** Functions applied to every element of a float32 array. */

/** y[i] = max(x[i], alpha x[i]) for i < n; alpha in [0, 1]. */
export function leakyRelu(n: i32, x: usize, y: usize, alpha: f32): void {
  const slope = f32x4.splat(alpha);
  const zero = f32x4.splat(0);
  const end = x + ((<usize>n & ~3) << 2);
  const stop = x + (<usize>n << 2);
  while (x < end) {
    const v = v128.load(x);
    v128.store(y, v128.bitselect(v, f32x4.mul(v, slope), f32x4.ge(v, zero)));
    x += 16;
    y += 16;
  }
  while (x < stop) {
    const v = load<f32>(x);
    store<f32>(y, v >= 0 ? v : v * alpha);
    x += 4;
    y += 4;
  }
}
