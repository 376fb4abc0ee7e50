/**
 * Reads a CSV of measurements: a header with the names of the observables, one row a measurement.
 * The file streams through one buffer, so that its size costs no memory beyond the numbers.
 *
 * Comma, semicolon or tab separate fields; quotes as in RFC 4180; lines that begin with # before the
 * header are remarks. Column `chain` labels chains, whose rows may alternate; column `logWeight`
 * makes the rows weighted draws.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { InputError, messageOf } from "../../core/errors.js";
import { parseDecimal } from "./decimal.js";
import { Growing } from "./growing.js";
import { chainColumn, logWeightColumn, type Table } from "./table.js";

const firstSize = 1 << 20;
/** A longer line is no line of numbers. */
const longestLine = 1 << 24;

/** @throws InputError "file:line:column: ..." */
export function readCsv(path: string): Table {
	let descriptor: number;
	try {
		descriptor = openSync(path, "r");
	} catch (error) {
		throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
	}
	const reader = new CsvReader(path);
	try {
		let buffer = Buffer.allocUnsafe(firstSize);
		let held = 0;
		for (;;) {
			const read = readSync(
				descriptor,
				buffer,
				held,
				buffer.length - held,
				null,
			);
			if (read === 0) break;
			const filled = held + read;
			const complete = buffer.lastIndexOf(0x0a, filled - 1) + 1;
			reader.lines(buffer, 0, complete);
			buffer.copyWithin(0, complete, filled);
			held = filled - complete;
			if (held === buffer.length) {
				if (held >= longestLine) reader.fail(1, "a line is longer than 16 MiB");
				buffer = Buffer.concat([buffer], 2 * held);
			}
		}
		if (held > 0) {
			buffer = Buffer.concat([buffer.subarray(0, held), Buffer.from("\n")]);
			reader.lines(buffer, 0, buffer.length);
		}
	} catch (error) {
		if (error instanceof InputError) throw error;
		throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
	} finally {
		closeSync(descriptor);
	}
	return reader.finish();
}

class CsvReader {
	private readonly path: string;
	private line = 0;
	/** First of the blank lines that must turn out to be the last ones. */
	private blankFrom = 0;
	private names: readonly string[] | undefined;
	private delimiter = 0x2c;
	private chainIndex = -1;
	private weightIndex = -1;
	private readonly chains = new Map<string, Growing[]>();
	private lastLabel = "";
	private current: Growing[] = [];

	constructor(path: string) {
		this.path = path;
	}

	/** Takes whole lines, each ended by a line feed. */
	lines(bytes: Buffer, from: number, to: number): void {
		let start = from;
		while (start < to) {
			const feed = bytes.indexOf(0x0a, start);
			const end = feed > start && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
			this.line++;
			this.takeLine(bytes, start, end);
			start = feed + 1;
		}
	}

	finish(): Table {
		const { names } = this;
		if (names === undefined) {
			throw new InputError(
				`${this.path}:1:1: the file is empty, expected a header with the names of the observables`,
			);
		}
		if (this.chains.size === 0) {
			this.line = Math.max(this.line, 2);
			this.fail(1, "no measurements after the header");
		}
		const columns = new Map<string, Float64Array[]>();
		for (const [index, name] of names.entries()) {
			if (index === this.chainIndex || index === this.weightIndex) continue;
			columns.set(
				name,
				[...this.chains.values()].map((chain) => chain[index].values()),
			);
		}
		const [only] = this.chains.values();
		return {
			source: this.path,
			columns,
			...(this.weightIndex >= 0
				? { logWeights: only[this.weightIndex].values() }
				: {}),
		};
	}

	fail(column: number, message: string): never {
		throw new InputError(`${this.path}:${this.line}:${column}: ${message}`);
	}

	private takeLine(bytes: Buffer, start: number, end: number): void {
		if (start === end) {
			if (this.blankFrom === 0) this.blankFrom = this.line;
			return;
		}
		if (this.names === undefined) {
			if (bytes[start] === 0x23) return; // #
			this.blankFrom = 0;
			this.takeHeader(bytes.toString("utf8", start, end));
			return;
		}
		if (this.blankFrom > 0) {
			this.line = this.blankFrom;
			this.fail(1, `a blank line, expected ${this.names.length} numbers`);
		}
		this.takeRow(bytes, start, end, this.names);
	}

	private takeHeader(text: string): void {
		const clean = text.replace(/^\uFEFF/, "");
		const delimiter =
			[",", ";", "\t"].find((mark) => clean.includes(mark)) ?? ",";
		this.delimiter = delimiter.charCodeAt(0);
		const fields = splitQuoted(clean, delimiter);
		if (fields === undefined) this.fail(1, "a quote is not closed");
		const names = fields.map((field) => field.text.trim());
		if (names.every((name) => name !== "" && Number.isFinite(Number(name)))) {
			this.fail(
				1,
				"the first row holds numbers only, expected a header with the names of the observables",
			);
		}
		for (const [index, name] of names.entries()) {
			const { column } = fields[index];
			if (name === "") this.fail(column, `column ${index + 1} has no name`);
			const before = names.indexOf(name);
			if (before < index) {
				this.fail(
					column,
					`the name '${name}' is also that of column ${before + 1}; names must differ`,
				);
			}
		}
		this.chainIndex = names.indexOf(chainColumn);
		this.weightIndex = names.indexOf(logWeightColumn);
		if (this.chainIndex >= 0 && this.weightIndex >= 0) {
			this.fail(
				fields[this.chainIndex].column,
				`columns '${chainColumn}' and '${logWeightColumn}' exclude each other: weighted draws are independent`,
			);
		}
		if (names.length === 1 && this.chainIndex === 0) {
			this.fail(1, `no observable beside '${chainColumn}'`);
		}
		this.names = names;
	}

	private takeRow(
		bytes: Buffer,
		start: number,
		end: number,
		names: readonly string[],
	): void {
		const { delimiter, chainIndex } = this;
		const count = names.length;
		// The chain must be known before the numbers have a place to go.
		if (chainIndex >= 0) this.selectChain(this.chainLabel(bytes, start, end));
		else if (this.chains.size === 0) this.selectChain("");
		const row = this.current;
		let field = 0;
		let from = start;
		for (let at = start; at <= end; at++) {
			if (at < end && bytes[at] !== delimiter) continue;
			if (field < count && field !== chainIndex) {
				row[field].push(this.number(bytes, from, at, start, names[field]));
			}
			field++;
			from = at + 1;
		}
		if (field !== count) {
			this.fail(
				field < count ? end - start + 1 : 1,
				`${field} fields, expected ${count} as in the header`,
			);
		}
	}

	private number(
		bytes: Buffer,
		from: number,
		to: number,
		lineStart: number,
		name: string,
	): number {
		const value = parseDecimal(bytes, from, to);
		if (!Number.isNaN(value)) return value;
		// Spaces and quotes around a number are rare: they are looked for only now.
		let start = from;
		let end = to;
		while (start < end && isPadding(bytes[start])) start++;
		while (start < end && isPadding(bytes[end - 1])) end--;
		if (end - start < to - from && end > start) {
			const padded = parseDecimal(bytes, start, end);
			if (!Number.isNaN(padded)) return padded;
		}
		const text = bytes.toString("utf8", start, end);
		if (name === logWeightColumn && /^-(?:inf|infinity)$/i.test(text)) {
			return Number.NEGATIVE_INFINITY;
		}
		const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
		return this.fail(
			from - lineStart + 1,
			text === ""
				? `'${name}' is empty, expected a number`
				: `'${name}' is '${shown}', expected a finite number`,
		);
	}

	private chainLabel(bytes: Buffer, start: number, end: number): string {
		let field = 0;
		let from = start;
		for (let at = start; at <= end; at++) {
			if (at < end && bytes[at] !== this.delimiter) continue;
			if (field === this.chainIndex) {
				const label = bytes.toString("utf8", from, at).trim();
				if (label === "") {
					this.fail(from - start + 1, `'${chainColumn}' is empty`);
				}
				return label;
			}
			field++;
			from = at + 1;
		}
		return this.fail(
			end - start + 1,
			`${field} fields, expected ${this.names?.length} as in the header`,
		);
	}

	private selectChain(label: string): void {
		if (label === this.lastLabel && this.chains.size > 0) return;
		let columns = this.chains.get(label);
		if (columns === undefined) {
			columns = (this.names ?? []).map(() => new Growing());
			this.chains.set(label, columns);
		}
		this.lastLabel = label;
		this.current = columns;
	}
}

function isPadding(byte: number): boolean {
	return byte === 0x20 || byte === 0x09 || byte === 0x22;
}

/** Fields of a header line with their columns, 1-based; undefined if a quote stays open. */
function splitQuoted(
	text: string,
	delimiter: string,
): { text: string; column: number }[] | undefined {
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
