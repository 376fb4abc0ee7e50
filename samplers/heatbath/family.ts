/**
 * What a family of actions gives to the heat bath: the first family that treats an action samples
 * it. To add one, write a folder beside scalar/ and one line in heatbath.ts.
 */
import type { Action } from "../../actions/action.js";
import type { Budget, Context, Prepared } from "../sampler.js";
import type { HeatBathOptions } from "./options.js";

export interface HeatBathFamily {
	/** The condition in words, after "heat bath needs". */
	readonly needs: string;
	/** Whether the conditional distribution of one element has a heat bath here. */
	treats(action: Action): boolean;
	prepare(
		action: Action,
		options: HeatBathOptions,
		budget: Budget,
		context: Context,
	): Promise<Prepared>;
}
