/** Targets of the built-in suites, as points to start from. */
import { builtinSuites } from "./folder.js";
import { loadSuite } from "./load.js";

export interface StartingPoint {
	readonly shape: readonly number[];
	readonly parameters: Readonly<Record<string, number>>;
	/** Names of the suite's built-in samplers. */
	readonly samplers: readonly string[];
}

/** The suite for a first look, whose targets come first. */
const first = "quick";

/** Every target of an action in a built-in suite. */
export async function pointsOf(action: string): Promise<StartingPoint[]> {
	const names = [...builtinSuites()].sort(
		(a, b) => Number(b === first) - Number(a === first),
	);
	const loaded = await Promise.all(names.map((name) => loadSuite(name)));
	return loaded.flatMap(({ suite }) =>
		suite.targets
			.filter((target) => target.action === action)
			.map(({ shape, parameters }) => ({
				shape,
				parameters,
				samplers: [...new Set(suite.samplers.map(({ sampler }) => sampler))],
			})),
	);
}
