// Native floor of the HMC kernel: fused kick and drift of phi^4 or phi^6 on an L x L periodic lattice,
// chains inside, sites outside, in the arithmetic of samplers/hmc/simd/kick.as.ts:
//
//   q += (sum of neighbours) - phi (a + b phi^2 + d phi^4),   phi' = phi + c q.
//
// Reads lines "float32|float64 degree L chains passes" and answers each with the seconds it took.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>

namespace {

template <class T, int N, bool sextic>
void pass(const T *__restrict in, T *__restrict out, T *__restrict momenta, int L, T a, T b, T d, T c) {
  const auto slope = [&](T w) { return sextic ? a + w * (b + d * w) : a + b * w; };
  const std::size_t row = static_cast<std::size_t>(L) * N;
  for (int y = 0; y < L; y++) {
    const T *__restrict here = in + y * row;
    const T *__restrict up = in + (y + 1 == L ? 0 : y + 1) * row;
    const T *__restrict down = in + (y == 0 ? L - 1 : y - 1) * row;
    T *__restrict to = out + y * row;
    T *__restrict q = momenta + y * row;
    auto site = [&](int x, int left, int right) {
      for (int k = 0; k < N; k++) {
        const T phi = here[x * N + k];
        const T sum = here[left * N + k] + here[right * N + k] + up[x * N + k] + down[x * N + k];
        const T p = q[x * N + k] + sum - phi * slope(phi * phi);
        q[x * N + k] = p;
        to[x * N + k] = phi + c * p;
      }
    };
    site(0, L - 1, 1);
    for (std::size_t i = N; i < row - N; i++) {
      const T phi = here[i];
      const T sum = here[i - N] + here[i + N] + up[i] + down[i];
      const T p = q[i] + sum - phi * slope(phi * phi);
      q[i] = p;
      to[i] = phi + c * p;
    }
    site(L - 1, L - 2, 0);
  }
}

template <class T, int N, bool sextic> double run(int L, int passes) {
  struct State {
    std::vector<T> first, second, momenta;
  };
  static std::map<int, State> states;
  State &s = states[L];
  const std::size_t size = static_cast<std::size_t>(L) * L * N;
  if (s.first.empty()) {
    s.first.resize(size);
    s.second.resize(size);
    s.momenta.resize(size);
    for (std::size_t i = 0; i < size; i++) s.first[i] = T(0.3 * std::sin(1.7 * i));
  }
  const T step = T(1e-3), a = T(0), b = T(2 * 6.975), d = T(3 * 0.5), c = 2 * step * step; // m2 = -4, lambda = 6.975, eta = 0.5
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < passes; i += 2) {
    pass<T, N, sextic>(s.first.data(), s.second.data(), s.momenta.data(), L, a, b, d, c);
    pass<T, N, sextic>(s.second.data(), s.first.data(), s.momenta.data(), L, a, b, d, c);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class T, bool sextic> double dispatch(int L, int chains, int passes) {
  switch (chains) {
  case 2: return run<T, 2, sextic>(L, passes);
  case 4: return run<T, 4, sextic>(L, passes);
  case 8: return run<T, 8, sextic>(L, passes);
  case 16: return run<T, 16, sextic>(L, passes);
  default: return run<T, 32, sextic>(L, passes);
  }
}

} // namespace

int main() {
  char precision[16];
  int degree, L, chains, passes;
  while (std::scanf("%15s %d %d %d %d", precision, &degree, &L, &chains, &passes) == 5) {
    const bool single = std::strcmp(precision, "float32") == 0;
    const auto timed = degree == 6 ? (single ? dispatch<float, true> : dispatch<double, true>)
                                   : (single ? dispatch<float, false> : dispatch<double, false>);
    const double seconds = timed(L, chains, passes);
    std::printf("%.9f\n", seconds);
    std::fflush(stdout);
  }
}
