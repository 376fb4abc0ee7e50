/** Cuts bytes into lines, up to a limit. */
const newline = 0x0a;

export class LineReader {
	private parts: Buffer[] = [];
	private length = 0;

	/** @param longest bytes of a line; @param take gets every complete line that is not empty */
	constructor(
		private readonly longest: number,
		private readonly take: (line: string) => void,
	) {}

	/** @throws Error where a line is too long */
	add(bytes: Buffer): void {
		let from = 0;
		for (;;) {
			const end = bytes.indexOf(newline, from);
			const part = bytes.subarray(from, end < 0 ? bytes.length : end);
			this.length += part.length;
			if (this.length > this.longest)
				throw new Error(
					`a line of more than ${this.longest} bytes on standard output; arrays belong into files`,
				);
			this.parts.push(part);
			if (end < 0) return;
			this.end();
			from = end + 1;
		}
	}

	/** What came after the last line break. */
	end(): void {
		const text = Buffer.concat(this.parts).toString("utf8").trim();
		this.parts = [];
		this.length = 0;
		if (text !== "") this.take(text);
	}

	/** Whether a line has begun and not ended. */
	get pending(): boolean {
		return this.length > 0;
	}
}
