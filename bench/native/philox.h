// Philox4x32-10 with the key (1, 2), N counters side by side.
#pragma once
#include <cstdint>

/** Words of one block for N counters (group, update, chain + k, purpose). */
template <int N>
void philox(std::uint32_t (*__restrict out)[N], std::uint32_t group, std::uint32_t step, std::uint32_t update,
            std::uint32_t chain, std::uint32_t perChain, std::uint32_t purpose) {
  std::uint32_t a0[N], a1[N], a2[N], a3[N];
  for (int k = 0; k < N; k++) {
    a0[k] = group + step * k;
    a1[k] = update;
    a2[k] = chain + perChain * k;
    a3[k] = purpose;
  }
  std::uint32_t k0 = 1, k1 = 2;
  for (int round = 0; round < 10; round++) {
    for (int k = 0; k < N; k++) {
      const std::uint64_t p = std::uint64_t(0xd2511f53u) * a0[k], r = std::uint64_t(0xcd9e8d57u) * a2[k];
      a0[k] = std::uint32_t(r >> 32) ^ a1[k] ^ k0;
      a1[k] = std::uint32_t(r);
      a2[k] = std::uint32_t(p >> 32) ^ a3[k] ^ k1;
      a3[k] = std::uint32_t(p);
    }
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  for (int k = 0; k < N; k++) {
    out[0][k] = a0[k];
    out[1][k] = a1[k];
    out[2][k] = a2[k];
    out[3][k] = a3[k];
  }
}
