/** Gives the columns of a sheet their meaning: observables, weights, numbers of configurations. */
import { InputError } from "../../core/errors.js";
import {
	isSliceOf,
	isWanted,
	nearestWord,
	type Role,
	roleOf,
	roles,
} from "./read/roles.js";
import type { ReadOptions, Sheet } from "./read/sheet.js";
import type { Table } from "./table.js";

/** @throws InputError for two columns of one meaning, or numbers that cannot have it */
export function sheetToTable(
	sheet: Sheet,
	{ roles: chosen, only }: ReadOptions = {},
): Table {
	const { source } = sheet;
	const notes = [...sheet.notes];
	const special = new Map<Role, string>();
	const columns = new Map<string, readonly Float64Array[]>();
	for (const [name, chains] of sheet.columns) {
		const role = roleOf(name, chosen);
		if (role === "observable" || role === "chain") {
			if (!isWanted(name, only, chosen)) continue;
			columns.set(name, chains);
			const word = nearestWord(name);
			if (word !== undefined && !chosen?.has(name)) {
				notes.push(
					`column '${name}' is taken as an observable; if it is meant as '${word}', say --column ${name}=${roleOf(word)}`,
				);
			}
			continue;
		}
		const before = special.get(role);
		if (before !== undefined) {
			throw new InputError(
				`${source}: columns '${before}' and '${name}' both hold ${meaning[role]}; give one another meaning: --column ${name}=observable`,
			);
		}
		special.set(role, name);
	}
	const weights = weightsOf(sheet, special, notes);
	const configuration = special.get("configuration");
	const numbers = sheet.columns.get(configuration ?? "");
	if (configuration !== undefined && numbers !== undefined) {
		requireWhole(source, configuration, numbers);
	}
	const names = [...sheet.columns.keys()];
	const missing = only?.find(
		(wanted) => !names.some((name) => isSliceOf(name, wanted)),
	);
	if (missing !== undefined) {
		throw new InputError(
			`${source}: no column '${missing}' (--only); it has ${names.join(", ")}`,
		);
	}
	const [series = []] = sheet.columns.values();
	return {
		source,
		chains:
			sheet.chains ??
			series.map((_, c) => (series.length === 1 ? source : `chain ${c + 1}`)),
		columns,
		ordered: sheet.chains !== undefined,
		...(weights === undefined ? {} : { logWeights: weights }),
		...(configuration === undefined || numbers === undefined
			? {}
			: { configurations: { name: configuration, numbers } }),
		notes,
	};
}

const meaning: Readonly<Record<Role, string>> = {
	observable: "an observable",
	chain: "labels of chains",
	logWeight: "log weights",
	weight: "weights",
	configuration: "numbers of configurations",
	ignored: "nothing",
};

function weightsOf(
	{ source, columns }: Sheet,
	special: ReadonlyMap<Role, string>,
	notes: string[],
): readonly Float64Array[] | undefined {
	const logarithm = special.get("logWeight");
	const plain = special.get("weight");
	if (logarithm !== undefined && plain !== undefined) {
		throw new InputError(
			`${source}: columns '${logarithm}' and '${plain}' both hold weights; give one another meaning: --column ${plain}=observable`,
		);
	}
	if (logarithm !== undefined) {
		if (logarithm !== "logWeight") {
			notes.push(`column '${logarithm}' holds log weights`);
		}
		return columns.get(logarithm);
	}
	if (plain === undefined) return undefined;
	notes.push(`column '${plain}' holds weights`);
	return columns.get(plain)?.map((series) =>
		series.map((weight, i) => {
			if (weight >= 0) return Math.log(weight);
			throw new InputError(
				`${source}: '${plain}' is ${weight} in measurement ${i + 1}, expected a weight that is not negative; log weights are in a column 'logWeight'`,
			);
		}),
	);
}

function requireWhole(
	source: string,
	name: string,
	chains: readonly Float64Array[],
): void {
	for (const series of chains) {
		const odd = series.findIndex((number) => !Number.isSafeInteger(number));
		if (odd >= 0) {
			throw new InputError(
				`${source}: '${name}' is ${series[odd]} in measurement ${odd + 1}, and numbers of configurations are whole; if it is an observable, say --column ${name}=observable`,
			);
		}
	}
}

/** The option `--column NAME=ROLE`. @throws InputError for another role */
export function parseRole(text: string): readonly [string, Role] {
	const at = text.lastIndexOf("=");
	const role = roles.find((each) => each === text.slice(at + 1));
	if (at < 1 || role === undefined) {
		throw new InputError(
			`--column ${text}: expected NAME=ROLE, where ROLE is ${roles.join(", ")}`,
		);
	}
	return [text.slice(0, at), role];
}
