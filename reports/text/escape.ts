/**
 * Makes text from users safe for each kind of output. Labels, titles and paths may contain
 * anything: markup, quotes, control characters, lone surrogates, formulas of spreadsheets.
 */
import { element } from "../../core/elements.js";

/** For text and attributes of HTML and XML. */
export function escapeHtml(text: string): string {
	return printable(text).replace(
		/[&<>"']/g,
		(char) => `&#${char.charCodeAt(0)};`,
	);
}

/** A name inside a sentence. It is isolated, so right-to-left text cannot reorder its neighbours. */
export function nameHtml(text: string): string {
	return `<bdi>${escapeHtml(text)}</bdi>`;
}

/**
 * JSON for a script element. All of < > & are written as escapes: `<!--<script` puts the HTML
 * parser into a state in which escaping only `</` does not help.
 */
export function scriptJson(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<>&\u2028\u2029]/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/**
 * Replaces what no page, picture or terminal can show: control characters (tabs and line breaks
 * become spaces), lone surrogates, and the marks that reverse the direction of the following text.
 */
export function printable(text: string): string {
	return text
		.replace(/[\ud800-\udfff]/gu, "\ufffd")
		.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ")
		.replace(
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
			/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g,
			"\ufffd",
		);
}

/** A text cell of a spreadsheet. An apostrophe is put in front if it would be read as a formula. */
export function guardFormula(text: string): string {
	return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text)
		? `'${text}`
		: text;
}

const latexCharacters: Readonly<Record<string, string>> = {
	"\\": "\\textbackslash{}",
	"{": "\\{",
	"}": "\\}",
	$: "\\$",
	"&": "\\&",
	"#": "\\#",
	_: "\\_",
	"%": "\\%",
	"^": "\\textasciicircum{}",
	"~": "\\textasciitilde{}",
	"<": "\\textless{}",
	">": "\\textgreater{}",
	"|": "\\textbar{}",
	'"': "''",
	"`": "\\textasciigrave{}",
	// After the end of a table row, LaTeX would read these two as arguments.
	"[": "{[}",
	"]": "{]}",
	"*": "{*}",
	"–": "--",
	"—": "---",
	"−": "$-$",
	"×": "$\\times$",
	"·": "$\\cdot$",
	"±": "$\\pm$",
	"∞": "$\\infty$",
	"†": "$\\dagger$",
	"⟨": "$\\langle$",
	"⟩": "$\\rangle$",
	"≈": "$\\approx$",
	"≥": "$\\geq$",
	"≤": "$\\leq$",
	"½": "$\\frac12$",
	"∂": "$\\partial$",
	"→": "$\\to$",
	"◂": "$\\triangleleft$",
	"▸": "$\\triangleright$",
	"…": "\\ldots{}",
	"\u202f": "\\,",
	"\u00a0": "~",
};

const greek = [
	"alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi",
	"omicron pi rho varsigma sigma tau upsilon phi chi psi omega",
]
	.join(" ")
	.split(" ");

/** Text in LaTeX that every engine accepts. A character that LaTeX cannot set is named by its code point. */
export function escapeLatex(text: string): string {
	return (
		printable(text)
			.replaceAll("τᵢₙₜ", "τ_int")
			.split(scripts)
			.map((part, i) =>
				i % 2 === 1 ? script(part) : [...part].map(latexCharacter).join(""),
			)
			.join("")
			// Our own words that need more than single letters.
			.replace(/([kR])\{\[\}U\+0302\{\]\}/g, "$$\\hat $1$$")
			.replaceAll("$\\tau$\\_int", "$\\tau_\\mathrm{int}$")
			.replace(/(?<=^|\s)m\\_eff(?![A-Za-z])/g, "$$m_\\mathrm{eff}$$")
			.replace(/(?<=^|\s)m\$\^/g, "$$m^")
			.replace(/\$\\langle\$([mS])\$/g, "$$\\langle $1")
			.replaceAll("$\\langle$\\textbar{}m\\textbar{}$", "$\\langle |m|")
			// Adjacent formulas become one. An escaped dollar does not end a formula.
			.replace(/(?<!\\)\$\$/g, "")
	);
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺";
const lowered = "₀₁₂₃₄₅₆₇₈₉₋₊";
/** Raised or lowered digits in a row. */
const scripts = new RegExp(`([${raised}]+|[${lowered}]+)`);

function script(run: string): string {
	const up = raised.includes(run.charAt(0));
	const usual = [...run]
		.map((char) => "0123456789-+".charAt((up ? raised : lowered).indexOf(char)))
		.join("");
	return `$${up ? "^" : "_"}${usual.length === 1 ? usual : `{${usual}}`}$`;
}

function latexCharacter(char: string): string {
	const known = latexCharacters[char];
	if (known !== undefined) return known;
	const code = char.codePointAt(0) ?? 0;
	if (code >= 0x3b1 && code <= 0x3c9) {
		const name = greek[code - 0x3b1];
		return name === "omicron" ? "o" : `$\\${name}$`;
	}
	const capital = greek[code - 0x391];
	if (/^[ΓΔΘΛΞΠΣΥΦΨΩ]$/.test(char) && capital !== undefined)
		return `$\\${element(capital, 0).toUpperCase()}${capital.slice(1)}$`;
	// ASCII and the letters of Latin-1, which the default input encoding supports.
	if (
		code < 0x7f ||
		(code >= 0xc0 && code <= 0xff && code !== 0xd7 && code !== 0xf7)
	)
		return char;
	return `{[}U+${code.toString(16).toUpperCase().padStart(4, "0")}{]}`;
}

const markdownEntities: Readonly<Record<string, string>> = {
	"<": "&lt;",
	">": "&gt;",
	"&": "&amp;",
	"@": "&#64;",
};

/** A cell of a Markdown table, without markup, mentions and links. */
export function escapeMarkdown(text: string): string {
	return printable(text)
		.replace(
			/[\\`*_[\]#|<>~&$@]/g,
			(char) => markdownEntities[char] ?? `\\${char}`,
		)
		.replace(/:(?=\/\/)|(?<=www)\./g, (char) => `\\${char}`);
}
