import { closest, distance } from "fastest-levenshtein";

/** The candidate that a misspelt name most likely meant, if any is near. */
export function nearest(
	name: string,
	candidates: readonly string[],
): string | undefined {
	if (candidates.length === 0) return undefined;
	const folded = candidates.map((candidate) => candidate.toLowerCase());
	const best = folded.indexOf(closest(name.toLowerCase(), folded));
	const near = distance(name.toLowerCase(), folded[best]);
	// Up to a third of the letters may be wrong, and two in any name.
	const tolerated = Math.max(2, Math.floor(folded[best].length / 3));
	return near <= tolerated && near < folded[best].length
		? candidates[best]
		: undefined;
}

/** "; did you mean ...?" or nothing, to end a message with. */
export function suggestion(
	name: string,
	candidates: readonly string[],
): string {
	const near = nearest(name, candidates);
	return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}
