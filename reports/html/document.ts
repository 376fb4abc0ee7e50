/** The frame of a page: its head, style sheet and script, and the policy that lets nothing else in. */
import { createHash } from "node:crypto";
import { escapeHtml } from "../text/escape.js";

export interface HtmlDocument {
	/** Plain text. */
	readonly title: string;
	readonly style: string;
	/** Runs at the end of the page. */
	readonly script?: string | undefined;
	/** Sources of pictures, in the words of a content security policy; none without it. */
	readonly images?: string;
	/** Seconds after which the page reads itself again. */
	readonly reload?: number | undefined;
	/** HTML. */
	readonly body: string;
}

/** A whole page, which allows exactly its own style sheet and script, by hash. */
export function documentHtml(page: HtmlDocument): string {
	const { title, style, script, images, reload, body } = page;
	const policy = [
		"default-src 'none'",
		...(script === undefined ? [] : [`script-src ${hash(script)}`]),
		`style-src ${hash(style)}`,
		...(images === undefined ? [] : [`img-src ${images}`]),
		...["base-uri 'none'", "form-action 'none'"],
	].join("; ");
	const refresh =
		reload === undefined
			? ""
			: `<meta http-equiv="refresh" content="${reload}">\n`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
${refresh}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="latticebench">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? "" : `<script>${script}</script>\n`}</body>
</html>
`;
}

function hash(text: string): string {
	return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
