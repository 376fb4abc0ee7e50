/** The seed that a program gets: its stream's key, as text because JSON has no integers of 64 bits. */
import type { Random } from "../../core/random.js";

/** 64 bits of a stream's key as a decimal string. */
export function seedOf({ key: [low, high] }: Random): string {
	return String((BigInt(high) << 32n) | BigInt(low));
}
