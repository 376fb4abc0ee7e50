/** "p = 4.3e-37"; a double cannot hold a p-value below 10^-300, and 0 would claim to know it. */
export function shownP(p: number): string {
	return p < 1e-300 ? "p < 1e-300" : `p = ${p.toExponential(1)}`;
}
