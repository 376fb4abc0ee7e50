/** Sentences with names in them. They consist of pieces, so that each output can mark the names. */
export type Piece = string | { readonly name: string };

export function plainText(pieces: readonly Piece[]): string {
	return pieces
		.map((piece) => (typeof piece === "string" ? piece : piece.name))
		.join("");
}
