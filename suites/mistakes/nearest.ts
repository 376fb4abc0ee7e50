/** Guesses which name was meant by a misspelt one. */
import { closest, distance } from "fastest-levenshtein";

/** The candidate that a misspelt name most likely meant, if any is near. */
export function nearest(
	name: string,
	candidates: readonly string[],
): string | undefined {
	if (candidates.length === 0) return undefined;
	const word = name.toLowerCase();
	const folded = candidates.map((candidate) => candidate.toLowerCase());
	const best = closest(word, folded);
	const near = distance(word, best);
	// By its letters alone, "secs" is closer to "steps" than to "seconds".
	const longer = candidates.filter((candidate) =>
		abbreviates(word, candidate.toLowerCase()),
	);
	if (near > 1 && longer.length === 1) return longer[0];
	// Up to a third of the letters may be wrong, and two in any name.
	const tolerated = Math.max(2, Math.floor(best.length / 3));
	return near <= tolerated && near < best.length
		? candidates[folded.indexOf(best)]
		: undefined;
}

/** Whether a word of three letters or more begins like another and has its letters in order. */
function abbreviates(short: string, long: string): boolean {
	if (short.length < 3 || short.slice(0, 3) !== long.slice(0, 3)) return false;
	let at = 0;
	for (const letter of long) if (letter === short[at]) at++;
	return at === short.length;
}

/** "; did you mean ...?" or nothing, to end a message with. */
export function suggestion(
	name: string,
	candidates: readonly string[],
): string {
	const near = nearest(name, candidates);
	return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}
