// Starts main.cjs, which is beside it in dist/, with what V8 compiled of it in the build. V8 refuses that with
// other flags and in other versions, and compiles anew. `--cache` writes it.
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { Script } = require("node:vm");

const file = join(__dirname, "main.cjs");
const cache = `${file}.cache`;
const script = new Script(
	`(function (require, __filename, __dirname, $import) {${readFileSync(file, "utf8")}\n})`,
	{
		filename: file,
		cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
	},
);
// Code that V8 has kept cannot import by itself.
const load = (name) => import(name);
script.runInThisContext()(createRequire(file), file, dirname(file), load);
if (process.argv.includes("--cache")) {
	writeFileSync(cache, script.createCachedData());
	process.exit();
}
