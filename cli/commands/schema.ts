/**
 * `latticebench schema KIND`: the JSON Schema (draft 2020-12) of a suite file, a record, a comparison or a
 * line of the protocol. Editors and programs in other languages check files by it.
 */
import { Argument, Command } from "commander";
import { z } from "zod";
import { comparisonSchema } from "../../core/comparison.js";
import { exitStatus } from "../../core/errors.js";
import { recordSchema } from "../../core/record.js";
import { protocolJsonSchema } from "../../samplers/external/protocol/json-schema.js";
import { builtin } from "../../suites/catalogue.js";
import { suiteSchema } from "../../suites/schema.js";
import { handle } from "../command.js";

const kinds = ["suite", "record", "comparison", "protocol"] as const;

const schemas: Readonly<Record<(typeof kinds)[number], () => unknown>> = {
	suite: () =>
		z.toJSONSchema(suiteSchema(builtin, true), {
			io: "input",
			unrepresentable: "any",
		}),
	record: () => z.toJSONSchema(recordSchema),
	comparison: () => z.toJSONSchema(comparisonSchema),
	protocol: protocolJsonSchema,
};

export function schemaCommand(): Command {
	return new Command("schema")
		.addArgument(new Argument("<kind>", "which format").choices(kinds))
		.action(
			handle((kind: (typeof kinds)[number]) => {
				process.stdout.write(`${JSON.stringify(schemas[kind](), null, 2)}\n`);
				return exitStatus.done;
			}),
		);
}
