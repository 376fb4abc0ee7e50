/** The part of the WebAssembly interface that the kernels need. Node's own types omit it. */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array<ArrayBuffer>);
		static exports(module: Module): { name: string; kind: string }[];
	}
	class Memory {
		constructor(descriptor: { initial: number; maximum?: number });
		readonly buffer: ArrayBuffer;
		/** Adds pages of 64 KiB. Every earlier `buffer` is detached. */
		grow(pages: number): number;
	}
	class Instance {
		constructor(module: Module, imports: object);
		readonly exports: Record<string, unknown>;
	}
	function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
