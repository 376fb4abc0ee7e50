/** The ensemble of a run of chains. */
import type { Ensemble } from "../../core/ensemble.js";
import type { Context } from "../sampler.js";
import type { ChainRun } from "./run.js";

/**
 * `count` configurations, the same number from each chain. The chains follow one another.
 * @param every updates between two stored configurations
 */
export async function drawChains(
	run: ChainRun,
	count: number,
	every: number,
	context: Context,
): Promise<Ensemble> {
	await context.meter.phase("draw");
	const { engine } = run;
	const { space } = run.action;
	const { chains } = engine;
	const perChain = Math.ceil(count / chains);
	const round = Math.max(1, Math.floor(run.round / every));
	const length = chains * perChain;
	const fields = engine.allocate(length * space.size);
	const action = new Float64Array(length);
	let energyChange: Float64Array | undefined;
	let accepted: Uint8Array | undefined;
	for (let done = 0; done < perChain; ) {
		const stored = Math.min(round, perChain - done);
		const batch = await run.advance(stored * every, {
			every,
			fields,
			perChain,
			offset: done,
		});
		if (batch.energyChange !== undefined)
			energyChange ??= new Float64Array(length);
		if (batch.accepted !== undefined) accepted ??= new Uint8Array(length);
		for (let chain = 0; chain < chains; chain++) {
			const to = chain * perChain + done;
			for (let i = 0; i < stored; i++) {
				const from = (chain * stored + i + 1) * every - 1;
				action[to + i] = batch.action[from];
				if (batch.energyChange !== undefined && energyChange !== undefined)
					energyChange[to + i] = batch.energyChange[from];
				if (batch.accepted !== undefined && accepted !== undefined)
					accepted[to + i] = batch.accepted[from];
			}
		}
		done += stored;
		context.progress(done / perChain, {});
	}
	return {
		space,
		count: length,
		fields,
		action,
		structure: {
			kind: "chains",
			chains,
			accepted: accepted ?? null,
			...(energyChange === undefined ? {} : { energyChange }),
		},
	};
}
