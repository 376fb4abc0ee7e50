/** Facts of what the stored draws counted. They grow with the draws, so they are absent before the first. */
import type { LocalRun } from "./run.js";

type Facts = Readonly<Record<string, number>>;

const sum = (values: readonly number[]) =>
	values.reduce((total, value) => total + value, 0);

/** Mean share of accepted proposals of the sweeps that propose. */
export function acceptanceFacts({ sums, engine }: LocalRun): Facts {
	if (sums.updates === 0) return {};
	return { acceptance: sum(sums.accepted) / (sums.updates * engine.chains) };
}
