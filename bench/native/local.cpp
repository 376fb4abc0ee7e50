// Native floor of local and cluster updates of phi^4 on an even L x L lattice, N chains side by side, in the
// arithmetic of samplers/heatbath/scalar/simd/heat-bath.as.ts and samplers/cluster/simd/cluster.as.ts: sites in
// checkerboard order, neighbours by table, random numbers from Philox4x32-10 by block.
//
// Reads lines "heatbath|overrelax|cluster float32|float64 L chains sweeps lambda shift" and answers each as
// stopwatch.h says.
// A sweep of "cluster" is four Wolff clusters of each chain.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>
#include "philox.h"
#include "stopwatch.h"

namespace {

constexpr double quadratic = -4;
double lambda = 0, shift = 0;

inline float uniform(std::uint32_t w, float) { return float(std::int32_t(w >> 1)) * 4.656612873077393e-10f + 2.3283064365386963e-10f; }
inline double uniform(std::uint32_t w, double) { return (double(w) + 0.5) * 2.3283064365386963e-10; }

template <class T, int N> struct Lattice {
  int L, V;
  std::vector<T> phi; // [V][N], even sites first
  std::vector<std::uint32_t> table; // [V][4]
  std::vector<std::uint32_t> stack;

  explicit Lattice(int extent) : L(extent), V(extent * extent), phi(std::size_t(V) * N), table(4 * V), stack(V) {
    std::vector<int> place(V);
    int at = 0;
    for (int color = 0; color < 2; color++)
      for (int x = 0; x < V; x++)
        if ((x / L + x % L) % 2 == color) place[x] = at++;
    for (int y = 0; y < L; y++)
      for (int x = 0; x < L; x++) {
        std::uint32_t *entry = &table[4 * place[y * L + x]];
        entry[0] = place[(y + 1) % L * L + x];
        entry[1] = place[(y + L - 1) % L * L + x];
        entry[2] = place[y * L + (x + 1) % L];
        entry[3] = place[y * L + (x + L - 1) % L];
      }
    for (std::size_t i = 0; i < phi.size(); i++) phi[i] = T(0.3 * std::sin(1.7 * i));
  }

  void neighbours(int i, T *__restrict sum) const {
    const std::uint32_t *entry = &table[4 * i];
    const T *a = &phi[std::size_t(entry[0]) * N], *b = &phi[std::size_t(entry[1]) * N], *c = &phi[std::size_t(entry[2]) * N],
            *d = &phi[std::size_t(entry[3]) * N];
    for (int k = 0; k < N; k++) sum[k] = a[k] + b[k] + c[k] + d[k];
  }

  void heatBath(std::uint32_t update) {
    const T b = T(quadratic + 4 + 2 * lambda * shift);
    const T hop = 1 / b, width = std::sqrt(T(0.5) / b), c = T(shift), l = T(lambda);
    for (int i = 0; i < V; i += 2) {
      std::uint32_t w[4][N], v[4][N];
      // Double precision takes two blocks for a pair of sites, single precision one.
      philox<N>(w, sizeof(T) == 4 ? i / 2 : i, 0, update, 0, 1, 0);
      if (sizeof(T) == 8) philox<N>(v, i + 1, 0, update, 0, 1, 0);
      T normal[2][N], logU[2][N], sum[N];
      for (int k = 0; k < N; k++) {
        const T radius = width * std::sqrt(T(-2) * std::log(uniform(w[0][k], T())));
        const T angle = T(6.283185307179586) * uniform(w[1][k], T());
        normal[0][k] = radius * std::cos(angle);
        normal[1][k] = radius * std::sin(angle);
        logU[0][k] = std::log(uniform(sizeof(T) == 8 ? v[0][k] : w[2][k], T()));
        logU[1][k] = std::log(uniform(sizeof(T) == 8 ? v[1][k] : w[3][k], T()));
      }
      for (int s = 0; s < 2; s++) {
        T *__restrict here = &phi[std::size_t(i + s) * N];
        neighbours(i + s, sum);
        for (int k = 0; k < N; k++) {
          const T old = here[k], fresh = hop * sum[k] + normal[s][k];
          const T before = old * old - c, after = fresh * fresh - c;
          here[k] = logU[s][k] <= l * (before - after) * (before + after) ? fresh : old;
        }
      }
    }
  }

  void overrelax(std::uint32_t update) {
    const T b = T(quadratic + 4 + 2 * lambda * shift);
    const T hop = 2 / b, c = T(shift), l = T(lambda);
    for (int i = 0; i < V; i += 4) {
      std::uint32_t w[4][N], v[4][N];
      philox<N>(w, sizeof(T) == 4 ? i / 4 : i / 2, 0, update, 0, 1, 1);
      if (sizeof(T) == 8) philox<N>(v, i / 2 + 1, 0, update, 0, 1, 1);
      for (int s = 0; s < 4; s++) {
        T sum[N], logU[N];
        T *__restrict here = &phi[std::size_t(i + s) * N];
        neighbours(i + s, sum);
        for (int k = 0; k < N; k++) logU[k] = std::log(uniform(sizeof(T) == 8 && s >= 2 ? v[s][k] : w[s][k], T()));
        for (int k = 0; k < N; k++) {
          const T old = here[k], fresh = hop * sum[k] - old;
          const T before = old * old - c, after = fresh * fresh - c;
          here[k] = logU[k] <= l * (before - after) * (before + after) ? fresh : old;
        }
      }
    }
  }

  void wolff(std::uint32_t update, int count) {
    T exponentials[32];
    for (int chain = 0; chain < N; chain++) {
      std::uint32_t group = 0;
      int next = 32;
      const auto exponential = [&]() {
        if (next == 32) {
          std::uint32_t w[4][8];
          philox<8>(w, group, 1, update, chain, 0, 2);
          group += 8;
          for (int word = 0; word < 4; word++)
            for (int k = 0; k < 8; k++) exponentials[8 * word + k] = -std::log(uniform(w[word][k], T()));
          next = 0;
        }
        return exponentials[next++];
      };
      std::uint32_t seeds[4][8];
      philox<8>(seeds, 0, 1, update, chain, 0, 3);
      for (int cluster = 0; cluster < count; cluster++) {
        const std::uint32_t seed = std::uint32_t((std::uint64_t(seeds[cluster / 8][cluster % 8]) * V) >> 32);
        T *const base = phi.data() + chain;
        base[std::size_t(seed) * N] = -base[std::size_t(seed) * N];
        double sum = std::abs(base[std::size_t(seed) * N]);
        int top = 0, size = 1;
        stack[top++] = seed;
        while (top > 0) {
          const std::uint32_t here = stack[--top];
          const T factor = -4 * base[std::size_t(here) * N];
          for (int link = 0; link < 4; link++) {
            const std::uint32_t there = table[4 * here + link];
            const T psi = base[std::size_t(there) * N];
            const T x = factor * psi;
            if (x > 0 && exponential() < x) {
              base[std::size_t(there) * N] = -psi;
              stack[top++] = there;
              size++;
              sum += std::abs(psi);
            }
          }
        }
        improved += sum * sum / size;
        flipped += size;
      }
    }
  }
  double improved = 0;
  long flipped = 0;
};

template <class T, int N> Spent run(const char *kind, int L, int sweeps) {
  static std::map<int, Lattice<T, N>> lattices;
  static std::uint32_t update = 0;
  Lattice<T, N> &lattice = lattices.try_emplace(L, L).first->second;
  const Stopwatch watch;
  for (int sweep = 0; sweep < sweeps; sweep++, update++) {
    if (kind[0] == 'h') lattice.heatBath(update);
    else if (kind[0] == 'o') lattice.overrelax(update);
    else {
      lattice.heatBath(update);
      lattice.wolff(update, 4);
    }
  }
  return watch.spent();
}

template <class T> Spent dispatch(const char *kind, int L, int chains, int sweeps) {
  switch (chains) {
  case 2: return run<T, 2>(kind, L, sweeps);
  case 4: return run<T, 4>(kind, L, sweeps);
  case 8: return run<T, 8>(kind, L, sweeps);
  default: return run<T, 16>(kind, L, sweeps);
  }
}

} // namespace

int main() {
  char kind[16], precision[16];
  int L, chains, sweeps;
  while (std::scanf("%15s %15s %d %d %d %lf %lf", kind, precision, &L, &chains, &sweeps, &lambda, &shift) == 7) {
    const bool single = std::strcmp(precision, "float32") == 0;
    (single ? dispatch<float>(kind, L, chains, sweeps) : dispatch<double>(kind, L, chains, sweeps)).answer();
  }
}
