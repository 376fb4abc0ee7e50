/**
 * A quantity by formula, `name=expression` of the means of columns: + - * / ^, parentheses, numbers, pi,
 * functions of one argument (dual.ts), names of columns and of formulas before. A name that is no word
 * stands between backquotes. ^ binds to the right and before a sign: -m^2 is -(m^2).
 *
 *   expression = term {(+|-) term}     term = sign {(*|/) sign}
 *   sign = {+|-} power                 power = atom [^ sign]
 *   atom = number | name | function ( expression ) | ( expression )
 */

import { distance } from "fastest-levenshtein";
import { element } from "../../../core/elements.js";
import { InputError } from "../../../core/errors.js";
import type { DerivedOf } from "../../../metrics/derived/derived.js";
import {
	chainRule,
	constant,
	type Dual,
	functions,
	type Operator,
	operators,
	variable,
} from "./dual.js";
import { FormulaProblem, type Token, tokensOf } from "./tokens.js";

/** Evaluates with the duals of all columns that it needs. */
type Node = (means: readonly Dual[]) => Dual;

/** `value` is NaN or infinite where the formula is not defined for these means. */
export interface Formula extends DerivedOf {
	readonly text: string;
	/** Exact derivatives with respect to the means. */
	slopes(means: readonly number[]): readonly number[];
}

/**
 * @param texts of the form name=expression; each may use the names of those before
 * @param columns that may be used
 * @throws InputError that says in which column of which formula what is wrong
 */
export function parseFormulas(
	texts: readonly string[],
	columns: readonly string[],
): readonly Formula[] {
	const known = new Map<string, Formula>();
	for (const text of texts) {
		try {
			const formula = parseFormula(text, columns, known);
			known.set(formula.name, formula);
		} catch (error) {
			if (!(error instanceof FormulaProblem)) throw error;
			throw new InputError(
				`--derive '${text}': column ${error.column}: ${error.message}`,
			);
		}
	}
	return [...known.values()];
}

function parseFormula(
	text: string,
	columns: readonly string[],
	known: ReadonlyMap<string, Formula>,
): Formula {
	const equals = text.indexOf("=");
	const name = text.slice(0, Math.max(equals, 0)).trim();
	if (name === "") {
		throw new FormulaProblem(1, "expected name=expression");
	}
	if (columns.includes(name) || known.has(name)) {
		throw new FormulaProblem(1, `'${name}' exists already`);
	}
	// Blanks in front keep the columns those of the whole text.
	const parser = new Parser(
		tokensOf(" ".repeat(equals + 1) + text.slice(equals + 1)),
		columns,
		known,
	);
	const node = parser.parse();
	const { needs } = parser;
	if (needs.length === 0) {
		throw new FormulaProblem(equals + 2, "it names no column");
	}
	const at = (means: readonly number[]): Dual =>
		node(means.map((mean, k) => variable(mean, k, needs.length)));
	return {
		name,
		text: text.slice(equals + 1).trim(),
		needs,
		value: (means) => at(means).value,
		slopes: (means) => at(means).slopes,
	};
}

class Parser {
	readonly needs: string[] = [];
	private at = 0;

	constructor(
		private readonly tokens: readonly Token[],
		private readonly columns: readonly string[],
		private readonly known: ReadonlyMap<string, Formula>,
	) {}

	parse(): Node {
		const node = this.expression();
		if (this.token.kind !== "end") this.expected("an operator or the end");
		return node;
	}

	private get token(): Token {
		return element(this.tokens, this.at);
	}

	private expected(what: string): never {
		const { kind, text, column } = this.token;
		throw new FormulaProblem(
			column,
			`expected ${what}, found ${kind === "end" ? text : `'${text}'`}`,
		);
	}

	/** Takes the next token if it is one of these marks. */
	private take(...marks: readonly string[]): string | undefined {
		const { kind, text } = this.token;
		if (kind !== "mark" || !marks.includes(text)) return undefined;
		this.at++;
		return text;
	}

	private expression(): Node {
		return this.row(() => this.term(), "+", "-");
	}

	private term(): Node {
		return this.row(() => this.sign(), "*", "/");
	}

	private row(part: () => Node, ...marks: readonly Operator[]): Node {
		let left = part();
		for (;;) {
			const mark = this.take(...marks);
			if (mark === undefined) return left;
			left = binary(mark as Operator, left, part());
		}
	}

	private sign(): Node {
		const mark = this.take("+", "-");
		if (mark === undefined) return this.power();
		const inner = this.sign();
		if (mark === "+") return inner;
		return (means) => {
			const a = inner(means);
			return chainRule(a, -a.value, -1);
		};
	}

	private power(): Node {
		const base = this.atom();
		return this.take("^") === undefined ? base : binary("^", base, this.sign());
	}

	private atom(): Node {
		const { kind, text, column } = this.token;
		if (this.take("(") !== undefined) return this.closed();
		if (kind === "number") {
			this.at++;
			return (means) => constant(Number(text), means.length);
		}
		if (kind !== "name") this.expected("a number, a name or '('");
		this.at++;
		const isColumn = this.columns.includes(text) || this.known.has(text);
		if (!isColumn && Object.hasOwn(functions, text)) {
			if (this.take("(") === undefined) this.expected(`'(' after ${text}`);
			const inner = this.closed();
			return (means) => {
				const a = inner(means);
				return chainRule(a, ...element(functions, text)(a.value));
			};
		}
		if (!isColumn && text === "pi") {
			return (means) => constant(Math.PI, means.length);
		}
		return this.named(text, column);
	}

	private closed(): Node {
		const inner = this.expression();
		if (this.take(")") === undefined) this.expected("')' or an operator");
		return inner;
	}

	private named(name: string, column: number): Node {
		const formula = this.known.get(name);
		if (formula === undefined) {
			if (!this.columns.includes(name)) this.unknown(name, column);
			const index = this.need(name);
			return (means) => element(means, index);
		}
		const places = formula.needs.map((need) => this.need(need));
		return (means) => {
			const inner = places.map((place) => element(means, place).value);
			const slopes = formula.slopes(inner);
			return {
				value: formula.value(inner),
				slopes: element(means, 0).slopes.map((_, k) => {
					const place = places.indexOf(k);
					return place < 0 ? 0 : element(slopes, place);
				}),
			};
		};
	}

	private need(name: string): number {
		const index = this.needs.indexOf(name);
		return index < 0 ? this.needs.push(name) - 1 : index;
	}

	private unknown(name: string, column: number): never {
		const names = [
			...this.columns,
			...this.known.keys(),
			...Object.keys(functions),
		];
		const nearest = names.reduce((best, each) =>
			distance(name, each) < distance(name, best) ? each : best,
		);
		throw new FormulaProblem(
			column,
			`there is no '${name}'; the nearest name is '${nearest}'`,
		);
	}
}

function binary(mark: Operator, left: Node, right: Node): Node {
	return (means) => operators[mark](left(means), right(means));
}
