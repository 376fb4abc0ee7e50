/** Words of the lines about progress. */
import { inSymbols } from "../../core/claims.js";
import type { BenchRecord } from "../../core/record.js";
import { printable } from "../../reports/text/escape.js";
import { plural } from "../../reports/text/format.js";

/** Most claims that a line has room for. */
const mostClaims = 3;

/** "2 checks failed", and what they claim. Undefined if none failed. */
export function failuresText({
	checks,
	quantities,
}: BenchRecord):
	| { readonly count: string; readonly claims: string }
	| undefined {
	const failed = Object.values(checks ?? {}).filter(
		({ verdict }) => verdict === "fail",
	);
	if (failed.length === 0) return undefined;
	const told = [
		...new Set(failed.map(({ claim }) => inSymbols(claim, quantities))),
	];
	const more = told.length - mostClaims;
	return {
		count: `${plural(failed.length, "check")} failed`,
		claims: `${told.slice(0, mostClaims).map(printable).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
	};
}

/** What samplers report while they work, in words where the name is not one. */
const valueWords: Readonly<Record<string, string>> = {
	ess: "ESS",
	tau: "τ_int",
	trainingEss: "ESS of the batch",
	stepSize: "step size",
};

export function valueWord(name: string): string {
	return Object.hasOwn(valueWords, name)
		? (valueWords[name] ?? name)
		: printable(name).replace(
				/(?<=[a-z])[A-Z](?=[a-z])/g,
				(letter) => ` ${letter.toLowerCase()}`,
			);
}
