/** R-hat as text. */
import { largestRHat } from "../../core/statistics/chains/rank-diagnostics.js";
import { formatNumber } from "./format.js";

/** R-hat: decimals where it is small, powers of ten where it is huge, ∞ for what stands for it in records. */
export function formatRHat(value: number, decimals = 3): string {
	if (value >= largestRHat) return "∞";
	return value < 100 ? value.toFixed(decimals) : formatNumber(value, 3);
}
