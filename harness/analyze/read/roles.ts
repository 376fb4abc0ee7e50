/**
 * The role of a column, by its name: a label of chains, weights, the number of a configuration, or an
 * observable. Case, blanks, dashes and underscores do not matter.
 */
import { distance } from "fastest-levenshtein";

export const roles = [
	"observable",
	"chain",
	"logWeight",
	"weight",
	"configuration",
	"ignored",
] as const;
export type Role = (typeof roles)[number];

/** Columns that the user assigned, by name. */
export type ChosenRoles = ReadonlyMap<string, Role>;

const words: Readonly<Record<Exclude<Role, "observable">, readonly string[]>> =
	{
		chain: ["chain", "chainid", "replica", "replicum", "replicaid", "stream"],
		logWeight: ["logweight", "logweights", "logw", "lnweight", "lnw"],
		weight: ["weight", "weights"],
		configuration: [
			"cfg",
			"cfgid",
			"cfgnumber",
			"cnfg",
			"conf",
			"confid",
			"confnumber",
			"config",
			"configid",
			"confignumber",
			"configuration",
			"configurationnumber",
			"draw",
			"mctime",
			"traj",
			"trajectory",
			"trajectorynumber",
			"trj",
		],
		ignored: [],
	};

const meanings = new Map<string, Role>();
for (const [role, names] of Object.entries(words)) {
	for (const name of names) meanings.set(name, role as Role);
}

function plain(name: string): string {
	return name.toLowerCase().replace(/[\s_.-]/g, "");
}

export function roleOf(name: string, chosen?: ChosenRoles): Role {
	return chosen?.get(name) ?? meanings.get(plain(name)) ?? "observable";
}

/** Whether a column is called `array`, or is one of the slices array[0], array[1], ... */
export function isSliceOf(column: string, array: string): boolean {
	return column === array || column.replace(/\[\d+\]$/, "") === array;
}

/**
 * Whether `--only` names this column, or the array that it is a slice of; weights, labels and numbers of
 * configurations are always read.
 */
export function isWanted(
	name: string,
	only: readonly string[] | undefined,
	chosen?: ChosenRoles,
): boolean {
	return (
		only === undefined ||
		only.some((array) => isSliceOf(name, array)) ||
		roleOf(name, chosen) !== "observable"
	);
}

/** The word that the name of an observable was perhaps meant to be: "logWieght" is near "logweight". */
export function nearestWord(name: string): string | undefined {
	const text = plain(name);
	if (text.length < 5) return undefined;
	return [...meanings.keys()].find(
		(word) =>
			word.length >= 5 && distance(text, word) <= (word.length > 7 ? 2 : 1),
	);
}
