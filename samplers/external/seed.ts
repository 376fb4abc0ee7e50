import type { Random } from "../../core/random.js";

/** 64 bits of a stream's key as a decimal string. */
export function seedOf({ key: [low, high] }: Random): string {
	return String((BigInt(high) << 32n) | BigInt(low));
}
