/** Metropolis updates of local scalar actions, fields in float32: see samplers/metropolis/simd/metropolis.as.ts. */
import * as block from "../../chain/local/block.as";
import * as local from "./metropolis.as";

export { configureAction, configureBuffers, configureKey, configureLattice } from "../../chain/local/block.as";
export { configureWidth } from "./metropolis.as";

export function begin(): void {
	block.begin<f32>();
}

export function measure(): void {
	block.measure<f32>();
}

export function extract(lane: i32, target: usize): void {
	block.extract<f32>(lane, target);
}

export function insert(lane: i32, source: usize): void {
	block.insert<f32>(lane, source);
}

export function metropolis(update: u32, chain: u32, purpose: u32, count: i32): void {
	local.metropolis<f32>(update, chain, purpose, count);
}
