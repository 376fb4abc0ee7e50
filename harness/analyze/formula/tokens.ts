/** The words of a formula, with their columns. */

export interface Token {
	readonly kind: "number" | "name" | "mark" | "end";
	readonly text: string;
	/** 1-based. */
	readonly column: number;
}

/** What is wrong with a formula, and where. */
export class FormulaProblem extends Error {
	readonly column: number;
	constructor(column: number, message: string) {
		super(message);
		this.column = column;
	}
}

/** A number, a name (also `C[3]`, or anything between backquotes), an operator. */
const token =
	/\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*(?:\[\d+\])?)|`([^`]+)`|(\*\*|[-+*/^(),]))/uy;

/** @throws FormulaProblem at a character that begins no word */
export function tokensOf(text: string): readonly Token[] {
	const tokens: Token[] = [];
	let at = 0;
	for (;;) {
		const blanks = /\s*/y;
		blanks.lastIndex = at;
		at += blanks.exec(text)?.[0].length ?? 0;
		const column = at + 1;
		if (at === text.length) {
			return [...tokens, { kind: "end", text: "the end", column }];
		}
		token.lastIndex = at;
		const match = token.exec(text);
		if (match === null) {
			const wrong = String.fromCodePoint(text.codePointAt(at) ?? 0);
			throw new FormulaProblem(
				column,
				wrong === "`"
					? "the name in backquotes does not end"
					: `'${wrong}' is no part of a formula`,
			);
		}
		at = token.lastIndex;
		const [, number, name, quoted = "", mark] = match;
		if (number !== undefined)
			tokens.push({ kind: "number", text: number, column });
		else if (mark !== undefined) {
			tokens.push({ kind: "mark", text: mark === "**" ? "^" : mark, column });
		} else tokens.push({ kind: "name", text: name ?? quoted, column });
	}
}
