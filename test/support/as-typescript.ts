/**
 * A module of examples/ as a file of the source tree: types of its comments become types of
 * TypeScript, and what it takes from "latticebench" comes from the files behind library/index.ts.
 */

/**
 * @param library text of library/index.ts
 * @param folder where the file is to lie, from the root
 */
export function asTypeScript(
	source: string,
	library: string,
	folder: string,
): string {
	const files = filesOf(library);
	const root = "../".repeat(folder.split("/").length);
	const used = new Set<string>();
	/** Types in comments; those of the library are imported. */
	const type = (text: string): string =>
		text.replaceAll(
			/import\("(latticebench|zod)"\)\.(\w+)/g,
			(_, from, name) => {
				if (from === "zod") return `z.${name}`;
				used.add(name);
				return name;
			},
		);
	const body = source
		.replace(/import \{[^}]*\} from "latticebench";\n/, (statement) => {
			for (const [name] of statement.matchAll(/\w+(?=[,\s]*[,}])/g))
				used.add(name);
			return "";
		})
		.replaceAll(
			/\/\*\* @typedef \{(.*)\} (\w+) \*\/\n/g,
			(_, text: string, name: string) =>
				// An alias of its own name is an import.
				type(text) === name ? "" : `type ${name} = ${type(text)};\n`,
		)
		.replaceAll(
			/\/\*\* @type \{const\} \*\/ \((\[[^\]]*\])\)/g,
			"($1 as const)",
		)
		.replaceAll(
			/\/\*\* @type \{(.*)\} \*\/\nexport const (\w+) =/g,
			(_, text: string, name: string) =>
				`export const ${name}: ${type(text)} =`,
		)
		.replaceAll(
			/(\/\*\*(?:(?!\*\/)[\s\S])*@param(?:(?!\*\/)[\s\S])*\*\/\n(?:async )?function \w+\()([^)]*|\{[^}]*\}[^)]*)\)/g,
			(_, head: string, parameters: string) => {
				const types = [...head.matchAll(/@param \{(.*?)\} \w+/g)].map(
					([, text]) => type(text),
				);
				const result = /@returns \{(.*)\}/.exec(head)?.[1];
				const list = parameters.startsWith("{")
					? [
							parameters.replace(/\}.*/, "}"),
							...parameters.replace(/^\{[^}]*\},?/, "").split(","),
						]
					: parameters.split(",");
				const typed = list
					.filter((name) => name.trim() !== "")
					.map((name, i) => `${name.trim()}: ${types[i]}`);
				return `${head}${typed.join(", ")})${result === undefined ? "" : `: ${type(result)}`}`;
			},
		);
	const imports = [...used].map((name) => {
		const line = files.get(name);
		if (line === undefined) throw new Error(`the library has no ${name}`);
		return line.replace('"../', `"${root}`);
	});
	return `${imports.join("\n")}\n${body}`;
}

/** The import of each name that the library exports. */
function filesOf(library: string): ReadonlyMap<string, string> {
	const lines = new Map<string, string>();
	const pattern = /export (type )?(\{[^}]*\}|\* as \w+) from "([^"]+)";/g;
	for (const [, kind = "", names, from] of library.matchAll(pattern)) {
		if (names.startsWith("*"))
			lines.set(names.slice(5), `import ${names} from "${from}";`);
		for (const [name] of names.startsWith("*") ? [] : names.matchAll(/\w+/g))
			lines.set(name, `import ${kind}{ ${name} } from "${from}";`);
	}
	return lines;
}
