/** Fused multiply-add in kernels: every product that is added to a sum, whatever its factors come from. */
import binaryen from "binaryen";
import { expect, test } from "vitest";

const { fuse } = (await import(
	new URL("../../../pack/fuse.mjs", import.meta.url).href
)) as { fuse(bytes: Uint8Array): Uint8Array };

/** The text of a function of a sum and two vectors, after fusing. */
function fusedText(body: string): string {
	const parsed = binaryen.parseText(
		`(module (global $g (mut f32) (f32.const 2)) (func (export "f") (param $sum v128) (param $x v128) (param $y v128) (result v128) (local $z v128) ${body}))`,
	);
	parsed.setFeatures(binaryen.Features.All);
	const module = binaryen.readBinary(fuse(parsed.emitBinary()));
	module.setFeatures(binaryen.Features.All);
	return module.emitText();
}

const product = "(f32x4.mul (local.get $x) (local.get $y))";
const lanes = "0 1 2 3 0 1 2 3 0 1 2 3 0 1 2 3";
/** A kernel would round some of its lanes otherwise than others if only some of their products were fused. */
const products = {
	"two vectors": product,
	"a shuffled vector": `(f32x4.mul (i8x16.shuffle ${lanes} (local.get $x) (local.get $x)) (local.get $y))`,
	"a vector that a global takes part in":
		"(f32x4.mul (f32x4.splat (global.get $g)) (local.get $y))",
	"a vector that is kept": `(f32x4.mul (local.tee $z (i8x16.shuffle ${lanes} (local.get $x) (local.get $x))) (local.get $y))`,
};

for (const [name, expression] of Object.entries(products))
	test(`a sum and a product of ${name} are one instruction`, () => {
		const text = fusedText(`(f32x4.add (local.get $sum) ${expression})`);
		expect(text).toContain("f32x4.relaxed_madd");
		expect(text).not.toContain("f32x4.mul");
	});

test("a product that changes the sum stays behind it", () => {
	const changed = `(f32x4.mul (local.tee $sum (local.get $x)) (local.get $y))`;
	expect(fusedText(`(f32x4.add (local.get $sum) ${changed})`)).toContain(
		"f32x4.mul",
	);
});
