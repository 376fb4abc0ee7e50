/**
 * The documentation as static pages: the README, every page of docs/, the other guides, the gallery, and the
 * contracts that users' modules keep. Addresses follow the tree of the repository, README.md becomes
 * index.html. Pages need no network, no server and no file beside them but what they link to.
 *
 *   for (const [path, html] of buildSite(root).pages) writeFileSync(join(out, path), html);
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { contractsOf } from "./contracts.js";
import { contractsHtml } from "./contracts-page.js";
import { type Rendered, renderMarkdown } from "./markdown.js";
import { addressOf, placeOf } from "./places.js";
import { searchIndex } from "./search.js";
import { type Navigation, pageHtml } from "./shell.js";

export interface Site {
	/** HTML of each page by its path below the site. */
	readonly pages: ReadonlyMap<string, string>;
	/** Files that pages link to or show: the path below the site, and that in the repository. */
	readonly files: ReadonlyMap<string, string>;
}

/** The groups of the navigation: sources by their paths in the repository. What docs/ has besides comes last. */
const groups: readonly (readonly [string, readonly string[]])[] = [
	["Start", ["README.md", "docs/tutorial.md", "docs/gallery/README.md"]],
	[
		"Results",
		[
			"docs/report.md",
			"docs/figures.md",
			"docs/regressions.md",
			"docs/analyze.md",
		],
	],
	[
		"Samplers and theories",
		[
			"docs/classical-samplers.md",
			"docs/flows.md",
			"docs/continuous-flow.md",
			"docs/gauge-theories.md",
		],
	],
	[
		"Samplers of yours",
		[
			"docs/outside-samplers.md",
			"docs/finished-ensembles.md",
			"docs/python.md",
			"python/README.md",
			"examples/README.md",
		],
	],
	["Machines", ["docs/backends.md", "docs/clusters.md"]],
	[
		"The project",
		[
			"CONTRIBUTING.md",
			"docs/architecture.md",
			"docs/a-method.md",
			"bench/results/README.md",
		],
	],
];

/** @param root folder of the repository */
export function buildSite(root: string): Site {
	const sources = sourcesIn(root);
	const known = new Set(sources.flatMap(([, paths]) => paths));
	const files = new Map<string, string>();
	const rendered = new Map<string, Rendered>();
	for (const path of known) {
		const text = readFileSync(join(root, path), "utf8");
		const page = renderMarkdown(text, (link) =>
			placeOf(link, dirname(path), known, (file) => kindOf(root, file)),
		);
		for (const file of page.files) addFile(files, file);
		rendered.set(addressOf(path), page);
	}
	rendered.set("contracts.html", contractsHtml(contractsOf(root)));
	const navigation: Navigation = [
		...sources.map(([title, paths]) => ({
			title,
			entries: paths.map((path) => ({
				path: addressOf(path),
				title: path === "README.md" ? "latticebench" : titleOf(rendered, path),
			})),
		})),
		{
			title: "Reference",
			entries: [
				{ path: "contracts.html", title: "Contracts of modules" },
				{ path: "search.html", title: "Search" },
			],
		},
	];
	const pages = new Map(
		[...rendered].map(([path, page]) => [
			path,
			pageHtml(path, page, navigation),
		]),
	);
	const search = searchIndex(rendered);
	pages.set("search.html", pageHtml("search.html", search, navigation));
	return { pages, files };
}

function sourcesIn(root: string): (readonly [string, readonly string[]])[] {
	const named = new Set(groups.flatMap(([, paths]) => paths));
	const more = readdirSync(join(root, "docs"))
		.filter((name) => name.endsWith(".md"))
		.map((name) => `docs/${name}`)
		.filter((path) => !named.has(path))
		.sort();
	return more.length === 0 ? [...groups] : [...groups, ["More", more]];
}

function titleOf(rendered: ReadonlyMap<string, Rendered>, path: string) {
	return rendered.get(addressOf(path))?.title ?? path;
}

function kindOf(root: string, path: string): "file" | "folder" | undefined {
	const found = statSync(join(root, path), { throwIfNoEntry: false });
	if (found === undefined) return undefined;
	return found.isDirectory() ? "folder" : "file";
}

function addFile(
	files: Map<string, string>,
	{ address, path }: Rendered["files"][number],
): void {
	files.set(address, path);
}
