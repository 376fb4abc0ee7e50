/** References by name of the action and the sampler, as their definitions state them. */
export interface References {
	readonly actions: ReadonlyMap<string, string>;
	readonly samplers: ReadonlyMap<string, string>;
}
