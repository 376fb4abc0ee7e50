/** Sentences with names in them. They consist of pieces, so that each output can mark the names. */
export type Piece = string | { readonly name: string };

/** The first sentence, and what follows it. Names may contain full stops. */
export function openingOf(pieces: readonly Piece[]): {
	readonly opening: readonly Piece[];
	readonly rest: readonly Piece[];
} {
	const end = /\.(?=\s|$)/;
	const last = pieces.findIndex((p) => typeof p === "string" && end.test(p));
	const text = pieces[last];
	if (typeof text !== "string") return { opening: pieces, rest: [] };
	const cut = text.search(end) + 1;
	const [next = "", ...others] = [
		text.slice(cut),
		...pieces.slice(last + 1),
	].filter((piece) => piece !== "");
	return {
		opening: [...pieces.slice(0, last), text.slice(0, cut)],
		rest: [
			typeof next === "string" ? next.trimStart() : next,
			...others,
		].filter((piece) => piece !== ""),
	};
}

export function plainText(pieces: readonly Piece[]): string {
	return pieces
		.map((piece) => (typeof piece === "string" ? piece : piece.name))
		.join("");
}
