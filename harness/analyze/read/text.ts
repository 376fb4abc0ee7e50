/**
 * Reads a table in text: one row a measurement, fields separated by comma, semicolon, tab or blanks.
 * The file streams through one buffer, so that its size costs no memory beyond the numbers.
 *
 * Quotes as in RFC 4180; lines that begin with # are remarks. A column of labels (roles.ts) separates
 * chains, whose rows may alternate.
 */
import { InputError } from "../../../core/errors.js";
import { parseField } from "./decimal.js";
import { Fields } from "./fields.js";
import { Growing } from "./growing.js";
import {
	HeaderProblem,
	isRow,
	type Layout,
	type Line,
	layoutOf,
} from "./header.js";
import type { ReadOptions, Sheet } from "./sheet.js";
import type { Source } from "./source.js";

/** A longer line is no line of numbers. */
const longestLine = 1 << 24;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const hash = 0x23;
const byteOrderMark = Buffer.from("\uFEFF");

/** @throws InputError "file:line:column: ..." */
export async function readText(
	source: Source,
	options: ReadOptions = {},
): Promise<Sheet> {
	const reader = new TextReader(source, options);
	let rest: Buffer = Buffer.alloc(0);
	for await (const piece of source.pieces) {
		const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
		const complete = bytes.lastIndexOf(lineFeed) + 1;
		reader.lines(bytes, complete);
		rest = bytes.subarray(complete);
		if (rest.length >= longestLine) {
			reader.fail(1, "a line is longer than 16 MiB");
		}
	}
	if (rest.length > 0) {
		const bytes = Buffer.concat([rest, Buffer.from("\n")]);
		reader.lines(bytes, bytes.length);
	}
	return reader.finish();
}

class TextReader {
	private line = 0;
	/** First of the blank lines that must turn out to be the last ones. */
	private blankFrom = 0;
	private remark: string | undefined;
	private header: Line | undefined;
	private layout: Layout | undefined;
	private fields = new Fields(0, 0);
	private chainIndex = -1;
	private readonly chains = new Map<string, Growing[]>();
	private lastLabel: string | undefined;
	private current: Growing[] = [];

	constructor(
		private readonly source: Source,
		private readonly options: ReadOptions,
	) {}

	/** Takes the whole lines in the first `length` bytes, each ended by a line feed. */
	lines(bytes: Buffer, length: number): void {
		let start = 0;
		while (start < length) {
			const next = bytes.indexOf(lineFeed, start);
			const end =
				next > start && bytes[next - 1] === carriageReturn ? next - 1 : next;
			this.line++;
			if (this.line === 1 && bytes.indexOf(byteOrderMark) === 0) {
				start = byteOrderMark.length;
			}
			this.takeLine(bytes, start, end);
			start = next + 1;
		}
	}

	finish(): Sheet {
		const { layout, header, chainIndex } = this;
		if (layout === undefined) {
			this.line = header === undefined ? 1 : Math.max(this.line, 2);
			return this.fail(
				1,
				header === undefined
					? "the file is empty, expected rows of numbers"
					: "no measurements after the header",
			);
		}
		const columns = new Map<string, Float64Array[]>();
		for (const [index, name] of layout.names.entries()) {
			if (!layout.numeric[index]) continue;
			columns.set(
				name,
				[...this.chains.values()].map((chain) => chain[index].values()),
			);
		}
		const { name: source } = this.source;
		return chainIndex < 0
			? { source, columns, notes: layout.notes }
			: {
					source,
					columns,
					chains: [...this.chains.keys()],
					notes: layout.notes,
				};
	}

	fail(column: number, message: string): never {
		throw new InputError(
			`${this.source.name}:${this.line}:${column}: ${message}`,
		);
	}

	private takeLine(bytes: Buffer, start: number, end: number): void {
		if (isEmpty(bytes, start, end)) {
			if (this.blankFrom === 0) this.blankFrom = this.line;
			return;
		}
		if (bytes[start] === hash) {
			this.remark = bytes.toString("utf8", start + 1, end);
			return;
		}
		const begins = this.header === undefined && this.layout === undefined;
		if (this.blankFrom > 0 && !begins) {
			this.line = this.blankFrom;
			this.fail(1, "a blank line, expected numbers");
		}
		this.blankFrom = 0;
		if (this.layout === undefined) {
			const text = bytes.toString("utf8", start, end);
			const line = { number: this.line, text };
			if (begins && !isRow(text)) {
				this.header = line;
				return;
			}
			this.layout = this.arrange(line);
			this.fields = new Fields(this.layout.delimiter, this.layout.names.length);
		}
		this.takeRow(bytes, start, end, this.layout);
	}

	private arrange(row: Line): Layout {
		try {
			const layout = layoutOf(
				this.header,
				row,
				this.remark,
				this.source.stem,
				this.options.roles,
			);
			this.chainIndex = layout.roles.indexOf("chain");
			return layout;
		} catch (error) {
			if (!(error instanceof HeaderProblem)) throw error;
			this.line = error.line;
			return this.fail(error.column, error.message);
		}
	}

	private takeRow(
		bytes: Buffer,
		start: number,
		end: number,
		layout: Layout,
	): void {
		const { fields, chainIndex } = this;
		const { numeric } = layout;
		const count = numeric.length;
		fields.split(bytes, start, end);
		if (fields.count !== count) {
			const found =
				fields.count > count ? `more than ${count}` : `${fields.count}`;
			this.fail(
				fields.count < count ? end - start + 1 : 1,
				`${found} fields, expected ${count}${this.header === undefined ? "" : " as in the header"}`,
			);
		}
		if (chainIndex >= 0) this.selectChain(bytes, start, layout);
		else if (this.lastLabel === undefined) this.beginChain("", layout);
		const row = this.current;
		for (let field = 0; field < count; field++) {
			if (!numeric[field]) continue;
			const from = fields.starts[field];
			const value = parseField(bytes, from, fields.ends[field]);
			const finite = value > Number.NEGATIVE_INFINITY;
			const zeroWeight = !finite && layout.roles[field] === "logWeight";
			if (Number.isNaN(value) || !(finite || zeroWeight)) {
				this.refuse(bytes, start, field, layout);
			}
			row[field].push(value);
		}
	}

	private refuse(
		bytes: Buffer,
		lineStart: number,
		field: number,
		{ names }: Layout,
	): never {
		const { starts, ends } = this.fields;
		const text = bytes
			.toString("utf8", starts[field], ends[field])
			.replace(/^[\s"]+|[\s"]+$/g, "");
		const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
		return this.fail(
			starts[field] - lineStart + 1,
			text === ""
				? `'${names[field]}' is empty, expected a number`
				: `'${names[field]}' is '${shown}', expected a finite number`,
		);
	}

	private selectChain(bytes: Buffer, start: number, layout: Layout): void {
		const from = this.fields.starts[this.chainIndex];
		const label = bytes
			.toString("utf8", from, this.fields.ends[this.chainIndex])
			.trim();
		if (label === this.lastLabel) return;
		if (label === "") {
			const name = layout.names[this.chainIndex];
			this.fail(from - start + 1, `'${name}' is empty`);
		}
		this.beginChain(label, layout);
	}

	private beginChain(label: string, layout: Layout): void {
		const known = this.chains.get(label);
		this.current = known ?? layout.names.map(() => new Growing());
		if (known === undefined) this.chains.set(label, this.current);
		this.lastLabel = label;
	}
}

/** Nothing, or nothing but blanks and tabs. */
function isEmpty(bytes: Buffer, start: number, end: number): boolean {
	for (let at = start; at < end; at++) {
		if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
	}
	return true;
}
