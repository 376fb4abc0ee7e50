/**
 * Standard error of the child: passed on to the log of the cell up to a limit, with its last lines kept
 * for reasons. Progress bars overwrite their line with carriage returns: only the last state counts.
 */

/** Bytes that are passed on. */
const mostBytes = 2 ** 20;
/** Lines, and characters of each, that are kept. */
const keptLines = 20;
const keptCharacters = 300;
/** Characters of an unfinished line that are kept. */
const longestLine = 65_536;

export class ChildLog {
	private written = 0;
	private open = "";
	private lines: string[] = [];

	constructor(private readonly write: (text: string) => void) {}

	add(text: string): void {
		const lines = (this.open + text).split("\n");
		this.open = afterReturn(lines.pop() ?? "").slice(-longestLine);
		for (const line of lines) this.keep(afterReturn(line));
	}

	/** A line of the host among those of the child. */
	note(text: string): void {
		this.keep(text);
	}

	private keep(line: string): void {
		this.lines.push(line.slice(0, keptCharacters));
		if (this.lines.length > keptLines) this.lines.shift();
		if (this.written > mostBytes) return;
		this.written += line.length + 1;
		this.write(
			this.written > mostBytes
				? `the log of the sampler is longer than ${mostBytes} bytes and ends here\n`
				: `${line}\n`,
		);
	}

	/** The last lines, "" if there are none. */
	get tail(): string {
		const open = this.open.trim();
		return [...this.lines, ...(open === "" ? [] : [open])]
			.slice(-keptLines)
			.join("\n");
	}
}

function afterReturn(line: string): string {
	const text = line.replace(/\r+$/, "");
	return text.slice(text.lastIndexOf("\r") + 1);
}
