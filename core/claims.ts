/**
 * Makes claims of checks readable. Records state them with the names of observables, ⟨absMagnetization⟩;
 * people read symbols.
 */
import type { BenchRecord } from "./record.js";

/** With the symbols that the record states: ⟨|m|⟩. A name without symbol stays. */
export function inSymbols(
	claim: string,
	quantities: BenchRecord["quantities"],
): string {
	return claim.replace(
		/⟨([A-Za-z]\w*)⟩/g,
		(named, name: string) =>
			(quantities !== undefined && Object.hasOwn(quantities, name)
				? quantities[name]?.symbol
				: undefined) ?? named,
	);
}
