/** Targets of the papers' suites have values to be held against: exact ones, or those of long runs. */
import { describe, expect, test } from "vitest";
import { referencesFor } from "../../metrics/references.js";
import { createAction } from "../../suites/catalogue.js";
import { loadSuite } from "../../suites/load.js";

describe.each([
	"albergo2019",
	"gerdes2022",
	"deldebbio2021",
	"critical-slowing",
	"broken-phase",
	"three-dimensions",
])("%s", async (name) => {
	const { suite, catalogue } = await loadSuite(name);
	test.each(suite.targets)("$label", (target) => {
		const { phi2, susceptibility } = referencesFor(
			createAction(catalogue, target),
		);
		for (const { value, error } of [phi2, susceptibility]) {
			expect(error).toBeGreaterThan(0);
			expect(error / value).toBeLessThan(0.01);
		}
	});
});
