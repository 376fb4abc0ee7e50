/** Where the links of a Markdown page lead on the site. */
import { posix } from "node:path";

export interface Place {
	/** What stands in the link, relative to the page. Undefined for folders without a page, which are named only. */
	readonly href: string | undefined;
	/** A file that must lie on the site: its address there, and its path in the repository. */
	readonly file?: { readonly address: string; readonly path: string };
}

/** Browsers show these as they are. Others get a further ending, so that they open as text. */
const shown = /\.(html|png|svg|pdf|txt)$/;

/** The page of a Markdown file. */
export function addressOf(path: string): string {
	return path.replace(/README\.md$/, "index.html").replace(/\.md$/, ".html");
}

/**
 * @param link as written in the Markdown file
 * @param folder of that file in the repository
 * @param pages paths of the Markdown files that have a page
 * @throws Error if it leads to nothing
 */
export function placeOf(
	link: string,
	folder: string,
	pages: ReadonlySet<string>,
	kindOf: (path: string) => "file" | "folder" | undefined,
): Place {
	if (/^(https?:|mailto:|#)/.test(link)) return { href: link };
	const [, target = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(link) ?? [];
	const path = posix.join(folder, decodeURI(target)).replace(/\/$/, "");
	const kind = kindOf(path);
	if (kind === undefined || path.startsWith(".."))
		throw new Error(`${folder}: the link ${link} leads to nothing`);
	const page = kind === "folder" ? posix.join(path, "README.md") : path;
	if (pages.has(page)) {
		return { href: posix.relative(folder, addressOf(page)) + anchor };
	}
	if (kind === "folder") return { href: undefined };
	const address = shown.test(path) ? path : `${path}.txt`;
	return {
		href: posix.relative(folder, address) + anchor,
		file: { address, path },
	};
}
