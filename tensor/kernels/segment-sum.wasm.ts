/** Sum of rows by label: the gradient of a gather. */

/**
 * out[labels[i], :] += x[i, :] for i < n, where a row has `width` float32. out is [segments, width]
 * and is cleared first. Labels outside 0 ... segments - 1 are ignored.
 */
export function segmentSum(n: i32, width: i32, segments: i32, x: usize, labels: usize, out: usize): void {
	const row = (<usize>width) << 2;
	memory.fill(out, 0, row * <usize>segments);
	const whole = row & ~15;
	for (let i = 0; i < n; i++) {
		const label = load<i32>(labels);
		labels += 4;
		if (<u32>label < <u32>segments) {
			const target = out + row * <usize>label;
			let offset: usize = 0;
			while (offset < whole) {
				v128.store(target + offset, f32x4.add(v128.load(target + offset), v128.load(x + offset)));
				offset += 16;
			}
			while (offset < row) {
				store<f32>(target + offset, load<f32>(target + offset) + load<f32>(x + offset));
				offset += 4;
			}
		}
		x += row;
	}
}
