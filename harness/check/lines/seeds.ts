/** Line `seeds`: runs with several seeds show the spread only if other seeds give other draws. */
import { type ConformanceCheck, fail, pass } from "../check.js";

export const seeds: ConformanceCheck = {
	name: "seeds",
	title:
		"other seeds give other draws, and equal seeds equal ones if it promises so",
	async run(kit) {
		const draw = async (seed: number): Promise<string> => {
			const { prepared, first } = await kit.brief(seed);
			await kit.discard(prepared);
			return first.fields.join();
		};
		const first = (await kit.shared()).first.fields.join();
		const again = await draw(1);
		const other = await draw(2);
		if (other === first)
			return fail("seeds 1 and 2 give the same draws: the seed is ignored");
		return pass(
			again === first
				? `reproducible bit by bit${kit.briefly}`
				: `reproducible in law only: the same seed gives other bits${kit.briefly}`,
		);
	},
};
