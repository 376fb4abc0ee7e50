/** Logarithms of uniforms for accept steps, from the words of tensor/kernels/philox.as.ts. */
import { log32, log64, uniform64 } from "../../../../tensor/kernels/normal.as";

/** Uniform in (0, 1) from one word a lane, 31 bits. */
@inline export function uniform32(word: v128): v128 {
	return v128.add<f32>(
		v128.mul<f32>(v128.convert<i32>(v128.shr<u32>(word, 1)), f32x4.splat(4.656612873077393e-10)),
		f32x4.splat(2.3283064365386963e-10),
	);
}

/** log of a uniform: in float32 from `first`, in float64 from 64 bits of the lower two lanes of both. */
@inline export function logUniform(first: v128, second: v128): v128 {
	if (sizeof<Real>() === 4) return log32(uniform32(first));
	return log64(uniform64(first, second));
}
