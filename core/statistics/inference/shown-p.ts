/**
 * A p-value as text, such as "p = 4.3e-37". A double cannot hold a p-value below 10^-300, and "p = 0" would
 * claim too much.
 */
export function shownP(p: number): string {
	return p < 1e-300 ? "p < 1e-300" : `p = ${p.toExponential(1)}`;
}
