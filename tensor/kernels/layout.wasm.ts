/** Moves blocks of memory: slices, joins, repetitions, picks. Sizes are in bytes. */
import { copy } from "./copy.as";

/** Copies `rows` blocks of `bytes` each from one stride to another. */
export function copyRows(rows: i32, bytes: usize, from: usize, fromStride: usize, to: usize, toStride: usize): void {
	for (let r = 0; r < rows; r++) {
		copy(to, from, bytes);
		from += fromStride;
		to += toStride;
	}
}

/** Writes each of `rows` blocks `times` times. */
export function repeatRows(rows: i32, bytes: usize, times: i32, from: usize, to: usize): void {
	for (let r = 0; r < rows; r++) {
		if (bytes === 4) {
			const value = load<u32>(from);
			const end = to + ((<usize>times) << 2);
			const splat = i32x4.splat(value);
			while (to + 16 <= end) {
				v128.store(to, splat);
				to += 16;
			}
			while (to < end) {
				store<u32>(to, value);
				to += 4;
			}
		} else if (bytes === 1) {
			memory.fill(to, load<u8>(from), times);
			to += times;
		} else {
			for (let t = 0; t < times; t++) {
				copy(to, from, bytes);
				to += bytes;
			}
		}
		from += bytes;
	}
}

/** The first index outside 0 ... extent - 1, or -1 if there is none. */
export function firstOutside(count: i32, extent: i32, indices: usize): i32 {
	for (let i = 0; i < count; i++) {
		if (load<u32>(indices + ((<usize>i) << 2)) >= <u32>extent) return i;
	}
	return -1;
}

/** Picks the `count` listed blocks from each of `rows` groups of `extent` blocks. */
export function pick(rows: i32, extent: i32, bytes: usize, count: i32, from: usize, indices: usize, to: usize): void {
	for (let r = 0; r < rows; r++) {
		if (bytes === 4) {
			for (let i = 0; i < count; i++) {
				const index = load<u32>(indices + ((<usize>i) << 2));
				store<u32>(to, load<u32>(from + ((<usize>index) << 2)));
				to += 4;
			}
		} else {
			for (let i = 0; i < count; i++) {
				const index = load<u32>(indices + ((<usize>i) << 2));
				copy(to, from + bytes * <usize>index, bytes);
				to += bytes;
			}
		}
		from += bytes * <usize>extent;
	}
}

/** Turns a filter [height, width, inputs, outputs] by 180 degrees, to [height, width, outputs, inputs]. */
export function turnFilter(taps: i32, inputs: i32, outputs: i32, from: usize, to: usize): void {
	for (let t = taps - 1; t >= 0; t--) {
		const tap = from + ((<usize>(t * inputs * outputs)) << 2);
		for (let o = 0; o < outputs; o++) {
			for (let i = 0; i < inputs; i++) {
				store<f32>(to, load<f32>(tap + ((<usize>(i * outputs + o)) << 2)));
				to += 4;
			}
		}
	}
}
