/** A worker whose module cannot be evaluated. */
export function work(): void {}

throw new Error("this module is broken");
