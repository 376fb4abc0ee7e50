/**
 * References as BibTeX. A reference of a sampler or an action is a text such as "arXiv:1904.12072" or "Phys.
 * Lett. B 195 (1987) 216"; semicolons or commas separate several. reports/methods/works.ts has authors and
 * titles of the built-in ones. The entry of any other holds its text.
 */
import { defined } from "../../core/elements.js";
import { works } from "./works.js";

export interface Entry {
	readonly key: string;
	readonly bibtex: string;
}

/** A paper with the fields of its entry. */
export interface Paper {
	readonly key: string;
	readonly fields: Readonly<Record<string, string>>;
}

/** The papers that a reference names. */
export function papersOf(reference: string): Paper[] {
	return reference.split(/;|,(?=\s*arXiv:)/).flatMap((text) => {
		const name = text.trim();
		const fields = eprint(name) ?? article(name);
		if (fields === undefined) return [];
		const work = Object.hasOwn(works, name) ? works[name] : undefined;
		const checked: Record<string, string> = {
			...defined({ author: work?.author, title: work?.title }),
			...work?.fields,
		};
		const key = work?.key ?? name.replace(/[^A-Za-z0-9.:/]+/g, "");
		return [{ key, fields: { ...checked, ...fields, ...checked } }];
	});
}

/** The entries of a reference, [] where it names no paper. */
export function entriesOf(reference: string): Entry[] {
	return papersOf(reference).map(({ key, fields }) => {
		const kind =
			fields.booktitle !== undefined
				? "inproceedings"
				: fields.journal === undefined
					? "misc"
					: "article";
		const lines = Object.entries(fields).map(([k, v]) => `  ${k} = {${v}},`);
		return { key, bibtex: [`@${kind}{${key},`, ...lines, "}"].join("\n") };
	});
}

function eprint(text: string): Record<string, string> | undefined {
	const id = text.match(/^arXiv:((?:\d{4}\.\d{4,5})|(?:[a-z-]+\/\d{7}))$/)?.[1];
	return id === undefined ? undefined : { eprint: id, archivePrefix: "arXiv" };
}

/** "H. E. Stanley, Phys. Rev. Lett. 20 (1968) 589", with or without authors. */
function article(text: string): Record<string, string> | undefined {
	const found = text.match(
		/^(?:(.*), )?([^,]+?) ([\w-]+) \((\d{4})\) ([\w.-]+)$/,
	);
	if (found === null) return undefined;
	const [, author, journal = "", volume = "", year = "", pages = ""] = found;
	return {
		...defined({ author }),
		...{ journal, volume, year, pages },
	};
}
