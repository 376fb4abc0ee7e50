/**
 * Takes TensorFlow's own library and C headers from a Python wheel. Every wheel since 2.12 contains
 * libtensorflow_cc.so.2 with the C API, libtensorflow_framework.so.2 and include/. Nothing of
 * Python is used, so the wheel may be for any version of Python.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.js";

/** A folder with include/ and the shared libraries, such as that of the Python package. */
export interface Library {
	readonly folder: string;
}

export const libraries = [
	"libtensorflow_cc.so.2",
	"libtensorflow_framework.so.2",
];

const header = "include/tensorflow/c/eager/c_api.h";

/** Throws if the folder does not hold TensorFlow with its headers. */
export function libraryIn(folder: string): Library {
	const missing = [...libraries, header].filter(
		(file) => !existsSync(join(folder, file)),
	);
	if (missing.length > 0)
		throw new Error(`${folder} lacks ${missing.join(" and ")}`);
	return { folder };
}

/**
 * The wheel for processors alone: 1 GB of libraries and headers when unpacked.
 *
 * @param into folder of the build; what it holds already is not downloaded again
 */
export function fetchLibrary(
	into: string,
	version: string,
	python: string,
): Library {
	const target = join(into, `tensorflow-cpu-${version}`);
	const folder = join(target, "tensorflow");
	if (existsSync(join(target, complete))) return libraryIn(folder);
	const wheels = join(into, "wheels");
	mkdirSync(wheels, { recursive: true });
	run(python, ["-m", "pip", ...downloadArguments(version, wheels)]);
	const wheel = readdirSync(wheels).find((file) => file.endsWith(".whl"));
	if (wheel === undefined) throw new Error(`pip left no wheel in ${wheels}`);
	run(python, ["-c", unpack, join(wheels, wheel), target, complete]);
	rmSync(wheels, { recursive: true });
	return libraryIn(folder);
}

/** The wheel that uses CUDA, and CUDA's libraries beside it: several GB. */
export function fetchCudaLibrary(
	into: string,
	version: string,
	python: string,
): Library {
	const target = join(into, `tensorflow-cuda-${version}`);
	run(python, [
		...["-m", "pip", "install", "--no-compile", "--target", target],
		`tensorflow[and-cuda]==${version}`,
	]);
	return libraryIn(join(target, "tensorflow"));
}

/** Arguments of pip for a wheel that fits this system. The version of Python does not matter. */
export function downloadArguments(
	version: string,
	folder: string,
	arch: string = process.arch,
): readonly string[] {
	const machine = { x64: "x86_64", arm64: "aarch64" }[arch];
	if (machine === undefined)
		throw new Error(`TensorFlow has no wheels for ${arch} processors`);
	const platforms = ["2_17", "2_27", "2_28"].flatMap((glibc) => [
		"--platform",
		`manylinux_${glibc}_${machine}`,
	]);
	return [
		...["download", "--no-deps", "--only-binary=:all:", "--dest", folder],
		...["--implementation", "cp", "--python-version", "3.11"],
		...[...platforms, "--platform", `manylinux2014_${machine}`],
		`tensorflow-cpu==${version}`,
	];
}

/** Marks a folder that was unpacked completely. */
const complete = "complete";

const unpack = `
import os, sys, zipfile
wheel, target, complete = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith(("tensorflow/include/", "tensorflow/libtensorflow_")):
            archive.extract(name, target)
open(os.path.join(target, complete), "w").close()
`;
