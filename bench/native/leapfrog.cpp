// Native floor of the HMC kernel: fused kick and drift of phi^4 or phi^6 on a periodic lattice L^D,
// chains inside, sites outside, in the arithmetic of samplers/hmc/simd/kick.as.ts:
//
//   q += (sum of neighbours) - phi (a + b phi^2 + d phi^4),   phi' = phi + c q.
//
// Reads lines "float32|float64 degree directions L chains passes" and answers each as stopwatch.h says.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>
#include "stopwatch.h"

namespace {

/** Rows of the lattice along its last direction, and the neighbour rows of each in the D - 1 others. */
template <int D> struct Rows {
  static constexpr int links = 2 * (D - 1);
  int count = 1;
  std::vector<int> neighbours;
  explicit Rows(int L) {
    for (int mu = 1; mu < D; mu++) count *= L;
    for (int row = 0; row < count; row++)
      for (int mu = 1, stride = 1; mu < D; mu++, stride *= L) {
        const int x = row / stride % L;
        neighbours.push_back(x + 1 == L ? row - x * stride : row + stride);
        neighbours.push_back(x == 0 ? row + (L - 1) * stride : row - stride);
      }
  }
};

template <class T, int N, int D, bool sextic>
void pass(const Rows<D> &rows, const T *__restrict in, T *__restrict out, T *__restrict momenta, int L, T a, T b, T d, T c) {
  const auto slope = [&](T w) { return sextic ? a + w * (b + d * w) : a + b * w; };
  const std::size_t width = static_cast<std::size_t>(L) * N;
  for (int row = 0; row < rows.count; row++) {
    const T *__restrict here = in + row * width;
    std::size_t side[Rows<D>::links];
    for (int k = 0; k < Rows<D>::links; k++) side[k] = rows.neighbours[Rows<D>::links * row + k] * width;
    T *__restrict to = out + row * width;
    T *__restrict q = momenta + row * width;
    const auto site = [&](std::size_t i, std::size_t left, std::size_t right) {
      const T phi = here[i];
      T sum = here[left] + here[right];
      for (int k = 0; k < Rows<D>::links; k++) sum += in[side[k] + i];
      const T p = q[i] + sum - phi * slope(phi * phi);
      q[i] = p;
      to[i] = phi + c * p;
    };
    for (std::size_t k = 0; k < N; k++) site(k, width - N + k, N + k);
    for (std::size_t i = N; i < width - N; i++) site(i, i - N, i + N);
    for (std::size_t k = 0; k < N; k++) site(width - N + k, width - 2 * N + k, k);
  }
}

template <class T, int N, int D, bool sextic> Spent run(int L, int passes) {
  struct State {
    Rows<D> rows;
    std::vector<T> first, second, momenta;
  };
  static std::map<int, State> states;
  State &s = states.try_emplace(L, State{Rows<D>(L), {}, {}, {}}).first->second;
  if (s.first.empty()) {
    const std::size_t size = static_cast<std::size_t>(s.rows.count) * L * N;
    s.first.resize(size);
    s.second.resize(size);
    s.momenta.resize(size);
    for (std::size_t i = 0; i < size; i++) s.first[i] = T(0.3 * std::sin(1.7 * i));
  }
  // m2 = -4, lambda = 6.975, eta = 0.5
  const T step = T(1e-3), a = T(2 * D - 4), b = T(2 * 6.975), d = T(3 * 0.5), c = 2 * step * step;
  const Stopwatch watch;
  for (int i = 0; i < passes; i += 2) {
    pass<T, N, D, sextic>(s.rows, s.first.data(), s.second.data(), s.momenta.data(), L, a, b, d, c);
    pass<T, N, D, sextic>(s.rows, s.second.data(), s.first.data(), s.momenta.data(), L, a, b, d, c);
  }
  return watch.spent();
}

template <class T, int D, bool sextic> Spent dispatch(int L, int chains, int passes) {
  switch (chains) {
  case 2: return run<T, 2, D, sextic>(L, passes);
  case 4: return run<T, 4, D, sextic>(L, passes);
  case 8: return run<T, 8, D, sextic>(L, passes);
  case 16: return run<T, 16, D, sextic>(L, passes);
  default: return run<T, 32, D, sextic>(L, passes);
  }
}

/** phi^6 in two dimensions only: its arithmetic is that of one more term. */
template <class T> Spent choose(int degree, int directions, int L, int chains, int passes) {
  if (degree == 6) return dispatch<T, 2, true>(L, chains, passes);
  if (directions == 2) return dispatch<T, 2, false>(L, chains, passes);
  if (directions == 3) return dispatch<T, 3, false>(L, chains, passes);
  return dispatch<T, 4, false>(L, chains, passes);
}

} // namespace

int main() {
  char precision[16];
  int degree, directions, L, chains, passes;
  while (std::scanf("%15s %d %d %d %d %d", precision, &degree, &directions, &L, &chains, &passes) == 6) {
    const bool single = std::strcmp(precision, "float32") == 0;
    const auto timed = single ? choose<float> : choose<double>;
    timed(degree, directions, L, chains, passes).answer();
  }
}
