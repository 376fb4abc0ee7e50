/**
 * Finds the position of something in a JSON text: the first syntax error, or the value at a path
 * (RFC 8259). It is used only for texts that are known to be wrong, so it may be slow.
 */

export interface Position {
	readonly line: number;
	readonly column: number;
	/** What a parser expected there, for syntax errors. */
	readonly expected?: string;
}

const token =
	/[ \t\n\r]*(?:("(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([[\]{},:]))/y;

class SyntaxProblem extends Error {
	readonly at: number;
	constructor(at: number, expected: string) {
		super(expected);
		this.at = at;
	}
}

/** First syntax error; undefined if the text is valid. */
export function syntaxErrorOf(text: string): Position | undefined {
	try {
		walk(text, () => {});
		return undefined;
	} catch (error) {
		if (!(error instanceof SyntaxProblem)) throw error;
		return { ...positionOf(text, error.at), expected: error.message };
	}
}

/** Where the value at `path` begins; the start of the text if there is none. */
export function placeOf(
	text: string,
	path: readonly (string | number)[],
): Position {
	const goal = JSON.stringify(path);
	let found = 0;
	walk(text, (at, here) => {
		if (here.length === path.length && JSON.stringify(here) === goal)
			found = at;
	});
	return positionOf(text, found);
}

function positionOf(text: string, at: number): Position {
	const before = text.slice(0, at).split("\n");
	return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

type Visit = (at: number, path: readonly (string | number)[]) => void;

function walk(text: string, visit: Visit): void {
	let position = 0;
	const path: (string | number)[] = [];
	const skip = (): number => {
		while (/[ \t\n\r]/.test(text[position] ?? "")) position++;
		return position;
	};
	const next = (expected: string): string => {
		const start = skip();
		token.lastIndex = position;
		const match = token.exec(text);
		if (match === null) throw new SyntaxProblem(start, expected);
		position = token.lastIndex;
		return match[0].trimStart();
	};
	const value = (expected: string): void => {
		const start = skip();
		visit(start, path);
		const first = next(expected);
		if (first === "[") items(start);
		else if (first === "{") members(start);
		else if ("]},:".includes(first)) throw new SyntaxProblem(start, expected);
	};
	const items = (open: number): void => {
		if (peek() === "]") return void next("]");
		for (let index = 0; ; index++) {
			path.push(index);
			value("a value");
			path.pop();
			const start = skip();
			const mark = next(`',' or ']' of the '[' at offset ${open}`);
			if (mark === "]") return;
			if (mark !== ",") throw new SyntaxProblem(start, "',' or ']'");
		}
	};
	const members = (open: number): void => {
		if (peek() === "}") return void next("}");
		for (;;) {
			const start = skip();
			const key = next("a name in double quotes");
			if (!key.startsWith('"'))
				throw new SyntaxProblem(start, "a name in double quotes");
			const colon = skip();
			if (next("':'") !== ":") throw new SyntaxProblem(colon, "':'");
			path.push(JSON.parse(key) as string);
			value("a value");
			path.pop();
			const after = skip();
			const mark = next(`',' or '}' of the '{' at offset ${open}`);
			if (mark === "}") return;
			if (mark !== ",") throw new SyntaxProblem(after, "',' or '}'");
		}
	};
	const peek = (): string => text[skip()] ?? "";
	value("a value");
	if (skip() < text.length) throw new SyntaxProblem(position, "the end");
}
