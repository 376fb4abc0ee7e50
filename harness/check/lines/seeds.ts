import { type ConformanceCheck, fail, pass } from "../check.js";
import { targets } from "../kit.js";

export const seeds: ConformanceCheck = {
	name: "seeds",
	title:
		"other seeds give other draws, and equal seeds equal ones if it promises so",
	async run(kit) {
		const draw = async (seed: number): Promise<string> => {
			const prepared = await kit.prepare(targets["free field"], {
				seed,
				seconds: 60,
				steps: 10,
			});
			const { fields } = await prepared.draw(64);
			await kit.discard(prepared);
			return fields.join();
		};
		const first = await draw(1);
		const again = await draw(1);
		const other = await draw(2);
		if (other === first)
			return fail("seeds 1 and 2 give the same draws: the seed is ignored");
		return pass(
			again === first
				? "reproducible bit by bit"
				: "reproducible in law only: the same seed gives other bits",
		);
	},
};
