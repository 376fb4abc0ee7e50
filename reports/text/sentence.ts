/** Sentences with names in them: pieces, so that each output can set the names apart. */
export type Piece = string | { readonly name: string };

export function plainText(pieces: readonly Piece[]): string {
	return pieces
		.map((piece) => (typeof piece === "string" ? piece : piece.name))
		.join("");
}
