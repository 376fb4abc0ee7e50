/** An entry of the bibliography. */
export interface Work {
	readonly key: string;
	/** Without it the entry has the authors that the reference names. */
	readonly author?: string;
	readonly title?: string;
	/** Further fields, as BibTeX. They replace those of the reference. */
	readonly fields?: Readonly<Record<string, string>>;
}
