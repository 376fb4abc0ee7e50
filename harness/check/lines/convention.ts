/**
 * Line `convention`: another normalisation of S or of a coupling is the commonest mistake, and it looks like
 * wrong physics.
 */
import { ActionAudit } from "../../cell/action-audit.js";
import { type ConformanceCheck, pass } from "../check.js";
import { sessionOf } from "./speaks.js";

export const convention: ConformanceCheck = {
	name: "convention",
	title: "its S is the one that was asked for",
	async run(kit) {
		if (kit.introduced === undefined)
			await (await sessionOf(kit))?.session.close();
		// The preparation itself compares S of the program with ours, and names a wrong factor.
		const { action, prepared } = await kit.trained("free field");
		if (kit.introduced !== undefined)
			return kit.introduced.about.capabilities.logDensity
				? pass("S of 16 fields agrees with ours in float64")
				: pass("it does not tell its S; its draws decide, below");
		await new ActionAudit(action).check(await prepared.draw(64));
		return pass("S of its draws agrees with float64");
	},
};
