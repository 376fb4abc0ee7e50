/** Inline copies of short blocks. A call of the engine's own copy would cost more than the copy. */

@inline export function copy(to: usize, from: usize, bytes: usize): void {
	if (bytes > 512) {
		memory.copy(to, from, bytes);
		return;
	}
	const whole = from + (bytes & ~15);
	const words = from + (bytes & ~3);
	const end = from + bytes;
	while (from < whole) {
		v128.store(to, v128.load(from));
		from += 16;
		to += 16;
	}
	while (from < words) {
		store<u32>(to, load<u32>(from));
		from += 4;
		to += 4;
	}
	while (from < end) {
		store<u8>(to, load<u8>(from));
		from += 1;
		to += 1;
	}
}
