// Relaxed SIMD for build.mjs: the same kernels with fused multiply-add. AssemblyScript compiles a product
// and a sum to two instructions. Here each such pair of vectors becomes one `relaxed_madd` or
// `relaxed_nmadd`. The sources need no change, so no kernel can be forgotten.
import binaryen from "binaryen";

/** An expression of WebAssembly's text: a word, or a list that begins with its operator. */
function parse(text) {
	const words = text.match(/\(|\)|"(?:[^"\\]|\\.)*"|[^\s()]+/g);
	let next = 0;
	const read = () => {
		const word = words[next++];
		if (word !== "(") return word;
		const list = [];
		while (words[next] !== ")") list.push(read());
		next++;
		return list;
	};
	return read();
}

function print(expression) {
	return typeof expression === "string"
		? expression
		: `(${expression.map(print).join(" ")})`;
}

/** What evaluating an expression reads and writes. `free` is false where that is not known, such as of a call. */
function effectsOf(expression, found) {
	const effects = found ?? {
		read: new Set(),
		written: new Set(),
		free: true,
	};
	if (typeof expression === "string") return effects;
	const [operator, name, ...rest] = expression;
	if (operator === "local.get") effects.read.add(name);
	else if (operator === "local.tee") {
		effects.written.add(name);
		for (const part of rest) effectsOf(part, effects);
	} else if (operator === "global.get") {
		// What sets a global is not free, so nothing is exchanged with it.
	} else if (/^(v128|[if]\d+(x\d+)?)\./.test(operator)) {
		if (operator.includes("store")) effects.free = false;
		for (const part of expression.slice(1)) effectsOf(part, effects);
	} else effects.free = false;
	return effects;
}

/** Whether two expressions can be evaluated in either order. */
function exchangeable(a, b) {
	const [first, second] = [effectsOf(a), effectsOf(b)];
	const touches = (x, y) =>
		[...x.written].some((name) => y.read.has(name) || y.written.has(name));
	return (
		first.free &&
		second.free &&
		!touches(first, second) &&
		!touches(second, first)
	);
}

/** a b + c and c - a b as one instruction each. The operands of an instruction are evaluated from left to right. */
function fused(expression) {
	if (typeof expression === "string") return expression;
	const parts = expression.map(fused);
	const [, lanes, operation] =
		/^(f32x4|f64x2)\.(add|sub)$/.exec(parts[0]) ?? [];
	if (lanes === undefined) return parts;
	const [, left, right] = parts;
	const product = `${lanes}.mul`;
	if (operation === "add" && left[0] === product)
		return [`${lanes}.relaxed_madd`, left[1], left[2], right];
	if (right[0] === product && exchangeable(left, right)) {
		const name = operation === "add" ? "relaxed_madd" : "relaxed_nmadd";
		return [`${lanes}.${name}`, right[1], right[2], left];
	}
	return parts;
}

/** The module with fused multiply-add, as bytes. Throws if the result is not valid. */
export function fuse(bytes) {
	const plain = binaryen.readBinary(bytes);
	const text = print(fused(parse(plain.emitText())));
	plain.dispose();
	const module = binaryen.parseText(text);
	module.setFeatures(binaryen.Features.All);
	if (!module.validate()) throw new Error("a fused kernel is not valid");
	const result = module.emitBinary();
	module.dispose();
	return result;
}
