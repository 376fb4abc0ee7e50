/** The text elements of a picture by Vega, or by compose.ts: one line of text each, without parts. */

/** Puts what `change` says in the place of every text element. */
export function replacedText(
	svg: string,
	change: (attributes: string, text: string, element: string) => string,
): string {
	return svg.replace(
		/<text((?: [a-z-]+="[^"]*")*)>([^<]*)<\/text>/g,
		(element: string, attributes: string, content: string) =>
			change(attributes, unescaped(content), element),
	);
}

export function attributesOf(text: string): Map<string, string> {
	const found = text.matchAll(/ ([\w:-]+)="([^"]*)"/g);
	return new Map([...found].map(([, name = "", value = ""]) => [name, value]));
}

/** Text of XML as people write it. */
export function unescaped(text: string): string {
	return text
		.replace(/&#(\d+);/g, (_, code: string) =>
			String.fromCodePoint(Number(code)),
		)
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&quot;/g, '"')
		.replace(/&apos;/g, "'")
		.replace(/&amp;/g, "&");
}
