/** Symbols of quantities, as the records state them. Quantities without one show their names. */
import { withoutBrackets } from "../../core/quantity-facts.js";
import type { BenchRecord } from "../../core/record.js";
import { named } from "./identity.js";

/** By name of the quantity, fit for display. */
export type Symbols = ReadonlyMap<string, string>;

export function symbolsOf(records: readonly BenchRecord[]): Symbols {
	const symbols = new Map<string, string>();
	for (const { quantities = {} } of records)
		for (const [name, { symbol }] of Object.entries(quantities))
			if (!symbols.has(name)) symbols.set(name, named(symbol));
	return symbols;
}

/** The symbol of the average, or the name. */
export function symbolOf(symbols: Symbols, name: string): string {
	return symbols.get(name) ?? named(name);
}

/** The quantity of one configuration: without the brackets of the average. */
export function valueSymbol(symbols: Symbols, name: string): string {
	return withoutBrackets(symbolOf(symbols, name));
}

/** A sentence of a record with symbols where it names quantities. A name that is an everyday word stays. */
export function withSymbols(symbols: Symbols, text: string): string {
	return text.replace(/\b[a-z]+[A-Z0-9]\w*\b/g, (name) =>
		symbols.has(name) ? valueSymbol(symbols, name) : name,
	);
}
