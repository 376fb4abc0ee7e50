/**
 * `npm run native-tensorflow` builds the backend `tensorflow` where the vendor's download is out of
 * reach. It uses the npm registry, the Python package index and a C++ compiler. See
 * docs/backends.md.
 */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitStatus, messageOf } from "../../core/errors.js";
import { openBackend } from "../backend.js";
import { matMul, tensor2d } from "../tf.js";
import { compileAddon, installPackage } from "./addon.js";
import { fetchCudaLibrary, fetchLibrary, libraryIn } from "./library.js";

/** The newest version that the project's tests ran on. */
const defaultVersion = "2.21.0";

const usage = `npm run native-tensorflow -- [options]
  --into FOLDER         where to build (default: latticebench/native-tensorflow in the cache folder)
  --tensorflow VERSION  which release to fetch as a Python wheel, 2.12 or later (default: ${defaultVersion})
  --cuda                fetch the release that uses NVIDIA's GPUs, with CUDA's libraries: several GB
  --library FOLDER      use an installed TensorFlow instead: the folder of its Python package
  --python PROGRAM      Python with pip (default: python3)
  --compiler PROGRAM    C++ compiler (default: c++)
  --help
`;

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");

function readArguments() {
	return parseArgs({
		options: {
			into: {
				type: "string",
				default: join(cache, "latticebench/native-tensorflow"),
			},
			tensorflow: { type: "string", default: defaultVersion },
			cuda: { type: "boolean", default: false },
			library: { type: "string" },
			python: { type: "string", default: "python3" },
			compiler: { type: "string", default: "c++" },
			help: { type: "boolean", default: false },
		},
	}).values;
}

type Options = ReturnType<typeof readArguments>;

/** Builds the addon, computes a product with it and prints how to use it. */
async function build(options: Options): Promise<void> {
	if (process.platform !== "linux")
		throw new Error("wheels are linked under Linux only");
	const into = resolve(options.into);
	const { tensorflow: version, python } = options;
	installPackage(into);
	const library =
		options.library !== undefined
			? libraryIn(resolve(options.library))
			: options.cuda
				? fetchCudaLibrary(into, version, python)
				: fetchLibrary(into, version, python);
	compileAddon(into, library, options.compiler);

	process.env.LATTICEBENCH_TENSORFLOW = into;
	const { device, versions } = await openBackend("tensorflow");
	const product = matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]]));
	const [value] = await product.data();
	if (value !== 11) throw new Error(`it computes 1 * 3 + 2 * 4 = ${value}`);
	const parts = Object.entries(versions).map(([name, v]) => `${name} ${v}`);
	process.stdout.write(
		[
			`works on ${device.kind === "gpu" ? "GPU" : "CPU"} ${device.name}: ${parts.join(", ")}`,
			`export LATTICEBENCH_TENSORFLOW=${into}`,
			"",
		].join("\n"),
	);
}

try {
	const options = readArguments();
	if (options.help) process.stdout.write(usage);
	else await build(options);
} catch (error) {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = exitStatus.usage;
}
