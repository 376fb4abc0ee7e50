/** Names of quantities in sentences of a comparison: the symbols that the records state. */
import { factsFrom, withoutBrackets } from "../../core/quantity-facts.js";
import type { CellPair } from "./pairs.js";

/** Name under which a record keeps ln(N / 2 ESS) of its weights. */
export const weightsName = "weights";

/** "⟨m²⟩"; the name where no record of the pair states a symbol. */
export function symbolOf(pair: CellPair, observable: string): string {
	return (
		factsFrom([...pair.new, ...pair.base], observable)?.symbol ??
		`⟨${observable}⟩`
	);
}

/** "τ_int of m²", and for weights what takes its place. */
export function tauWords(pair: CellPair, observable: string): string {
	return observable === weightsName
		? "draws for each effective draw"
		: `τ_int of ${withoutBrackets(symbolOf(pair, observable))}`;
}
