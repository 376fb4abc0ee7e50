// What nothing uses: files, exports and dependencies. `knip --config lint/knip.mjs` asks for every
// export that no other file imports, tests included. With --production the tests do not count, and
// code that nothing but a test calls is reported. Entries are what a person, npm, a thread or a
// sampler starts by its path; knip cannot see those in `new URL(...)`.
export default ({ production }) => ({
	entry: [
		"harness/cell/main.ts!",
		"library/*.ts!",
		"pack/main.ts!",
		"site/main.ts!",
		"site/search-script.js",
		"bench/{main,gpu-records,null-compare}.ts!",
		"tensor/native/main.ts!",
		"reports/page/main.ts!",
		"reports/html/drawing-worker.ts!",
		"samplers/chain/local/simd/worker.ts!",
		"samplers/hmc/simd/worker.ts!",
		"samplers/tempering/worker.ts!",
		"samplers/flow/simd/thread.ts!",
		"samplers/gauge-continuous/simd/thread.ts!",
		// What the kernels are tested against; other references run where a kernel does not.
		"samplers/gauge-continuous/reference/trajectory.ts!",
		"samplers/{continuous,coupling}/{simd,gpu}/flow.ts!",
		"samplers/gauge-coupling/simd/flow.ts!",
		"samplers/continuous/range/fused.ts!",
		"examples/*.js",
		"lint/*.mjs",
		"test/**/*.test.ts",
		"test/faults/main.ts",
		"test/slurm/main.ts",
		"test/support/*-{sampler,action}.ts",
		"test/tensor/support/*-worker.ts",
		"test/samplers/flow/support.ts",
	],
	project: [
		"**/*.ts!",
		"*.mjs",
		"pack/*.mjs",
		"lint/*.mjs",
		"!test/**!",
		"!**/*.{as,wasm}.ts",
	],
	// The browser that tests start loads it from node_modules.
	ignoreDependencies: production ? [] : ["axe-core"],
	ignoreBinaries: [
		"cc",
		"strip",
		"nvidia-smi",
		"mkfifo",
		"kpsewhich",
		"pdflatex",
	],
	ignoreExportsUsedInFile: production,
	// A type that a contract names may be exported before anybody needs it.
	exclude: production ? [] : ["types"],
});
