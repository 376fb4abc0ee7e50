/** The text beside the command in a packed folder. */

/** @param vulkan whether a Vulkan loader is packed */
export function readme(version: string, vulkan: boolean): string {
	return `latticebench ${version} for ${process.platform}-${process.arch}, with Node ${process.version}

    ./latticebench run quick --backend webgpu     a suite; the report is one HTML file
    ./latticebench doctor                         what computes here, why, and how fast
    ./gpu-records results                         the measurements on this machine's GPU, under 9 minutes
    ./latticebench --help

Copy this folder to the machine, or "tar cf - ${"<folder>"} | ssh host tar xf -"; nothing is installed, and no
network, npm or compiler is used. The first call unpacks payload.tar.gz: into LATTICEBENCH_CACHE if that is
set, else beside the command, else into the user's cache folder or a temporary one.

The machine must have Linux with glibc 2.28 or later and libstdc++; for --backend webgpu glibc 2.34, the
libstdc++ of GCC 12 (where the system's is older: module load gcc/12, or its folder in LD_LIBRARY_PATH), and
the GPU's driver with its Vulkan part (for NVIDIA: libGLX_nvidia.so.0 or libEGL_nvidia.so.0).
${
	vulkan
		? "A Vulkan loader is packed, and used where the system has none."
		: "No Vulkan loader is packed: the system must have libvulkan.so.1, or LATTICEBENCH_VULKAN name one."
}

Environment variables
  LATTICEBENCH_CACHE       where to unpack
  LATTICEBENCH_GPU         part of a GPU's name, where there are several
  LATTICEBENCH_VULKAN      another libvulkan.so.1
  LATTICEBENCH_TENSORFLOW  folder of a TensorFlow build, for --backend tensorflow

Licences: LICENSE, and THIRD-PARTY.txt for what is packed along.
`;
}
