/** Where the fields of a line begin and end, in memory that is used again for every line. */
const space = 0x20;
const tab = 0x09;

export class Fields {
	/** Number of fields of the last line; no more than `limit + 1` are looked for. */
	count = 0;
	readonly starts: Int32Array;
	readonly ends: Int32Array;
	private readonly delimiter: number;
	private readonly limit: number;

	/** @param delimiter a byte; that of a blank stands for any run of blanks and tabs */
	constructor(delimiter: number, limit: number) {
		this.delimiter = delimiter;
		this.limit = limit;
		this.starts = new Int32Array(limit + 1);
		this.ends = new Int32Array(limit + 1);
	}

	/** Splits bytes [start, end). */
	split(bytes: Buffer, start: number, end: number): void {
		if (this.delimiter === space) this.splitRuns(bytes, start, end);
		else this.splitMarks(bytes, start, end);
	}

	private splitMarks(bytes: Buffer, start: number, end: number): void {
		const { delimiter, limit, starts, ends } = this;
		let field = 0;
		let from = start;
		for (let at = start; at <= end && field <= limit; at++) {
			if (at < end && bytes[at] !== delimiter) continue;
			starts[field] = from;
			ends[field] = at;
			field++;
			from = at + 1;
		}
		this.count = field;
	}

	private splitRuns(bytes: Buffer, start: number, end: number): void {
		const { limit, starts, ends } = this;
		let field = 0;
		let at = start;
		while (field <= limit) {
			while (at < end && (bytes[at] === space || bytes[at] === tab)) at++;
			if (at === end) break;
			starts[field] = at;
			while (at < end && bytes[at] !== space && bytes[at] !== tab) at++;
			ends[field] = at;
			field++;
		}
		this.count = field;
	}
}
