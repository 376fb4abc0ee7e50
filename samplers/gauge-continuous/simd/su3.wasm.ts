/** The flow of links of SU(3): see samplers/gauge-continuous/simd/flow.as.ts. */
import * as flow from "./flow.as";
import * as memory from "./memory.as";

export { resultsAt, start } from "./flow.as";

export function configure(
	first: i32,
	second: i32,
	firstReach: i32,
	secondReach: i32,
	powers: i32,
	factors: i32,
	means: i32,
	modes: i32,
	reflected: bool,
): void {
	memory.configure<u32>(first, second, firstReach, secondReach, powers, factors, means, modes, reflected);
}

export function layout(base: usize): usize {
	return memory.layout<u32>(base);
}

export function insert(lane: i32, source: usize): void {
	flow.insert<u32>(lane, source);
}

export function extract(lane: i32, target: usize): void {
	flow.extract<u32>(lane, target);
}

export function step(h: f64, rows: usize, pitch: usize, rates: bool): void {
	flow.step<u32>(h, rows, pitch, rates);
}

export function look(row: usize): void {
	flow.look<u32>(row);
}

export function trace(): void {
	flow.trace<u32>();
}
