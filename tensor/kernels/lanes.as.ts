/**
 * Remainders. A loop over n elements runs over whole vectors first. The last 1-3 elements go
 * through the same vector function in a partly filled vector, so a value never depends on its place
 * in the array.
 */

/** The first `count` (1-3) float32 at `address`. The other lanes are 0. */
@inline export function loadTail(address: usize, count: usize): v128 {
	let v = v128.load32_zero(address);
	if (count > 1) v = v128.load_lane<f32>(address + 4, v, 1);
	if (count > 2) v = v128.load_lane<f32>(address + 8, v, 2);
	return v;
}

/** Stores the first `count` (1-3) lanes. */
@inline export function storeTail(address: usize, v: v128, count: usize): void {
	v128.store_lane<f32>(address, v, 0);
	if (count > 1) v128.store_lane<f32>(address + 4, v, 1);
	if (count > 2) v128.store_lane<f32>(address + 8, v, 2);
}
