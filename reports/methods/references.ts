/** What definitions of actions and samplers say about themselves, by their names. */
export interface References {
	/** Papers. */
	readonly actions: ReadonlyMap<string, string>;
	readonly samplers: ReadonlyMap<string, string>;
	/** By sampler, words for its options by name. */
	readonly options: ReadonlyMap<string, ReadonlyMap<string, string>>;
}
