/**
 * The text of a suite as a page may show it. Resolved suites name files by absolute paths, so that they run
 * from anywhere. A page must not publish the folders of somebody's machine.
 */

/** A line of YAML whose value is an absolute path: what is before it, and the path. */
const absolute =
	/^(\s*(?:- )*(?:[\w-]+: )?["']?)((?:\/|[A-Za-z]:[\\/])\S[^"'\n]*)/gm;

/** Absolute paths from the folder that all of them share: ./flow.js, ./actions/phi6.js. */
export function relativePaths(text: string): string {
	const folders = [...text.matchAll(absolute)].map(([, , path = ""]) =>
		path.split(/[\\/]/).slice(0, -1),
	);
	const shared = folders.reduce<readonly string[]>((common, folder) => {
		const end = common.findIndex((part, i) => part !== folder[i]);
		return end < 0 ? common : common.slice(0, end);
	}, folders[0] ?? []);
	return text.replace(
		absolute,
		(_, before: string, path: string) =>
			`${before}./${path.split(/[\\/]/).slice(shared.length).join("/")}`,
	);
}
