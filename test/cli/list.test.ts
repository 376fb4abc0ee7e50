/** What `list` prints comes from an index that the build has written, and the index is right. */
import { expect, test } from "vitest";
import { kinds, readIndex } from "../../cli/files/built-in-index.js";
import { describeBuiltIn } from "../../cli/text/built-in.js";
import { run } from "../support/command.js";

test("the index says what is registered, and list prints it", async () => {
	const described = await describeBuiltIn();
	expect(readIndex()).toEqual(described);
	const { stdout } = await run(["list"]);
	const lines = stdout.split("\n").map((line) => line.trim());
	for (const kind of kinds)
		for (const { name, label } of described[kind])
			expect(
				lines.some((line) => line.startsWith(name) && line.endsWith(label)),
			).toBe(true);
});
