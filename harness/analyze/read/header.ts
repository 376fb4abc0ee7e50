/**
 * What the first lines of a text table say: names, delimiter, and which columns are not numbers.
 *
 * A first row with numbers only is data. The names then come from the last remark (`# cfg,x`, as NumPy
 * writes it) if it has as many fields. Otherwise they are column1, column2, ...
 */
import { element } from "../../../core/elements.js";
import { type ChosenRoles, type Role, roleOf } from "./roles.js";

export interface Layout {
	readonly names: readonly string[];
	/** Byte between fields; that of a blank stands for any run of blanks and tabs. */
	readonly delimiter: number;
	/** Role of each column. */
	readonly roles: readonly Role[];
	/** Whether a column holds numbers that are kept. */
	readonly numeric: readonly boolean[];
	readonly notes: readonly string[];
}

export interface Line {
	readonly number: number;
	readonly text: string;
}

export class HeaderProblem extends Error {
	readonly line: number;
	readonly column: number;
	constructor(line: number, column: number, message: string) {
		super(message);
		this.line = line;
		this.column = column;
	}
}

const blank = " ";
const marks = [",", ";", "\t"];

/** A number, also of Fortran, or what stands for none. */
const numeric =
	/^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[ed][+-]?\d+)?|nan|inf(?:inity)?)\s*$/i;

/** Whether every field of a line reads as a number. */
export function isRow(text: string): boolean {
	const fields = splitFields(text, delimiterOf(text)) ?? [{ text }];
	return fields.every((field) => numeric.test(field.text));
}

/**
 * @param header the line of names; absent where the file begins with its rows
 * @param row the first row
 * @param remark the last line before both that began with #, without it
 * @param stem name of a single column that has none
 * @throws HeaderProblem
 */
export function layoutOf(
	header: Line | undefined,
	row: Line,
	remark: string | undefined,
	stem: string,
	chosen?: ChosenRoles,
): Layout {
	const { names, delimiter, notes } =
		header === undefined
			? namesOfRows(row, remark, stem)
			: namesOfHeader(header, row);
	const roles = names.map((name): Role => {
		if (name === "" || /^Unnamed: \d+$/.test(name)) return "ignored";
		return roleOf(name, chosen);
	});
	const line = header ?? row;
	const [first, second] = roles.flatMap((role, k) =>
		role === "chain" ? [names[k]] : [],
	);
	if (second !== undefined) {
		throw new HeaderProblem(
			line.number,
			1,
			`both '${first}' and '${second}' label chains; give one of them another meaning: --column ${second}=observable`,
		);
	}
	const kept = roles.map((role) => role !== "chain" && role !== "ignored");
	if (!kept.includes(true)) {
		throw new HeaderProblem(
			line.number,
			1,
			first === undefined
				? "no column of numbers"
				: `no observable beside '${first}'`,
		);
	}
	return {
		names,
		delimiter: delimiter.charCodeAt(0),
		roles,
		numeric: kept,
		notes:
			first === undefined || first === "chain"
				? notes
				: [...notes, `column '${first}' labels the chains`],
	};
}

interface Named {
	readonly names: readonly string[];
	readonly delimiter: string;
	readonly notes: readonly string[];
}

function namesOfHeader(header: Line, row: Line): Named {
	const delimiter = headerDelimiter(header.text, row.text);
	const fail = (column: number, message: string): never => {
		throw new HeaderProblem(header.number, column, message);
	};
	const fields = splitFields(header.text, delimiter);
	if (fields === undefined) return fail(1, "a quote is not closed");
	const names = fields.map((field) => field.text.trim());
	const notes: string[] = [];
	const places = new Map<string, number>();
	for (const [index, name] of names.entries()) {
		const { column } = element(fields, index);
		const before = places.get(name);
		places.set(name, index);
		if (name === "") {
			const first = splitFields(row.text, delimiter)?.[0]?.text.trim() ?? "";
			if (index > 0 || !/^\d+$/.test(first)) {
				fail(column, `column ${index + 1} has no name`);
			}
			notes.push("column 1 has no name and is left out: the index of pandas");
		} else if (before !== undefined) {
			fail(
				column,
				`the name '${name}' is also that of column ${before + 1}; names must differ`,
			);
		}
	}
	return { names, delimiter, notes };
}

/** That of the header; where it shows none, blanks if the first row is split by them. */
function headerDelimiter(header: string, row: string): string {
	const mark = marks.find((each) => header.includes(each));
	const blanks = /\S[ \t]+\S/.test(row) && !header.includes('"');
	if (mark === "\t" && !row.includes("\t") && blanks) return blank;
	if (mark !== undefined) return mark;
	return blanks ? blank : ",";
}

function namesOfRows(
	row: Line,
	remark: string | undefined,
	stem: string,
): Named {
	const delimiter = delimiterOf(row.text);
	const count = splitFields(row.text, delimiter)?.length ?? 0;
	if (remark !== undefined) {
		for (const mark of [delimiter, ",", blank]) {
			const names = splitFields(remark.trim(), mark)?.map(({ text }) =>
				text.trim(),
			);
			if (
				names?.length === count &&
				new Set(names).size === count &&
				names.every((name) => name !== "" && Number.isNaN(Number(name))) &&
				// A sentence above a single column is no name.
				(count > 1 || !element(names, 0).includes(" "))
			) {
				return { names, delimiter, notes: [] };
			}
		}
	}
	const names = Array.from({ length: count }, (_, k) => `column${k + 1}`);
	return count === 1
		? { names: [stem], delimiter, notes: [] }
		: {
				names,
				delimiter,
				notes: [`no header: the columns are column1 to column${count}`],
			};
}

function delimiterOf(row: string): string {
	return marks.find((mark) => row.trim().includes(mark)) ?? blank;
}

/** Fields of a line with their columns, 1-based; undefined if a quote stays open. */
function splitFields(
	text: string,
	delimiter: string,
): { text: string; column: number }[] | undefined {
	if (delimiter === blank) {
		return [...text.matchAll(/[^ \t]+/g)].map((match) => ({
			text: match[0],
			column: match.index + 1,
		}));
	}
	const fields: { text: string; column: number }[] = [];
	let at = 0;
	for (;;) {
		const column = at + 1;
		let field = "";
		if (text[at] === '"') {
			at++;
			for (;;) {
				const quote = text.indexOf('"', at);
				if (quote < 0) return undefined;
				field += text.slice(at, quote);
				at = quote + 1;
				if (text[at] !== '"') break;
				field += '"';
				at++;
			}
		}
		const next = text.indexOf(delimiter, at);
		const end = next < 0 ? text.length : next;
		fields.push({ text: field + text.slice(at, end), column });
		if (next < 0) return fields;
		at = next + 1;
	}
}
