// Type-checks with `noUncheckedIndexedAccess`: an element of an array or record may be undefined. The
// flag holds for whole programs, and loops over numbers would need a check for every number, so errors
// count only in the places below.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const tsc = join(
	dirname(require.resolve("typescript/package.json")),
	"bin/tsc",
);

/** Not here: `tensor/`, `samplers/` and folders of formulas, which are loops over numbers throughout. */
const strict = new RegExp(
	`^(${[
		"(cli|harness|library|pack|reports|suites)/",
		"actions/(scalar|verify)/",
		"metrics/(across|cell)/",
		"(actions|core|metrics)/[a-z-]+\\.ts",
	].join("|")})`,
);
/** Loops over numbers. */
const exempt = new RegExp(
	`^(${[
		"actions/(float64-action|host-evaluation|quadrature|scalar/exact-draws)",
		"core/(npy|philox|random|lattice)",
		"harness/analyze/read/(arrays|decimal|text)",
		"harness/analyze/(rows/configurations|outputs/(covariance|samples))",
		"metrics/across/break-even",
		"metrics/cell/(estimate-chains|estimate-weighted|metropolize|reweighted-chain)",
	].join("|")})`,
);

const { stdout, error } = spawnSync(
	process.execPath,
	[tsc, "-p", join(here, "indexed-access.json"), "--pretty", "false"],
	{ cwd: resolve(here, ".."), encoding: "utf8" },
);
if (error !== undefined) throw error;
const wrong = stdout
	.split("\n")
	.filter((line) => strict.test(line) && !exempt.test(line));
// A configuration that cannot be read has a message without a file.
const broken = stdout.split("\n").filter((line) => line.startsWith("error"));
for (const line of [...broken, ...wrong]) console.error(line);
process.exitCode = broken.length + wrong.length > 0 ? 1 : 0;
