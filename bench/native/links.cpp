// Native floor of HMC of links with Wilson's action, N chains side by side, in the arithmetic of samplers/hmc/simd/gauge/:
// a kick of every link by its staples (in U(1) by the sines of the plaquettes), and a drift by the exponential of the
// momentum. Everything is double precision.
//
// Reads lines "U1|SU2|SU3 directions L chains passes" and answers each as stopwatch.h says.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>
#include "links.h"
#include "stopwatch.h"

namespace {

constexpr double beta = 2, step = 1e-3;

template <int N> struct U1 {
  static constexpr int reals = 1, generators = 1;
};

template <int N> struct SU2 {
  static constexpr int reals = 4, generators = 3;
  template <bool a, bool b, bool more> static INLINE void product(const Row<N> *x, const Row<N> *y, Row<N> *out) {
    product2<N, a, b, more>(x, y, out);
  }
  static INLINE void kick(Row<N> *__restrict p, const Row<N> *__restrict m, double length) {
    for (int a = 0; a < 3; a++)
      for (int k = 0; k < N; k++) p[a][k] -= length * beta / 2 * m[a + 1][k];
  }
  static INLINE void drift(Row<N> *__restrict u, const Row<N> *__restrict p, double length) {
    Row<N> turn[4], out[4];
    for (int k = 0; k < N; k++) {
      const double x = length / 2 * p[0][k], y = length / 2 * p[1][k], z = length / 2 * p[2][k];
      const double w = std::sqrt(x * x + y * y + z * z + 1e-300), ratio = std::sin(w) / w;
      turn[0][k] = std::cos(w);
      turn[1][k] = ratio * x;
      turn[2][k] = ratio * y;
      turn[3][k] = ratio * z;
    }
    product2<N, false, false, false>(turn, u, out);
    std::memcpy(u, out, sizeof out);
  }
};

template <int N> struct SU3 {
  static constexpr int reals = 18, generators = 8;
  template <bool a, bool b, bool more> static INLINE void product(const Row<N> *x, const Row<N> *y, Row<N> *out) {
    product3<N, a, b, more>(x, y, out);
  }
  static INLINE void kick(Row<N> *__restrict p, const Row<N> *__restrict m, double length) {
    const double f = length * beta / 6, third = 1 / std::sqrt(3.0);
    for (int k = 0; k < N; k++) {
      p[0][k] -= f * (m[3][k] + m[7][k]);
      p[1][k] -= f * (m[2][k] - m[6][k]);
      p[2][k] -= f * (m[1][k] - m[9][k]);
      p[3][k] -= f * (m[5][k] + m[13][k]);
      p[4][k] -= f * (m[4][k] - m[12][k]);
      p[5][k] -= f * (m[11][k] + m[15][k]);
      p[6][k] -= f * (m[10][k] - m[14][k]);
      p[7][k] -= f * third * (m[1][k] + m[9][k] - 2 * m[17][k]);
    }
  }
  // exp(X) by Cayley and Hamilton, with 22 terms of the series.
  static INLINE void drift(Row<N> *__restrict u, const Row<N> *__restrict p, double length) {
    Row<N> x[18], square[18], turn[18], out[18];
    const double h = length / 2, third = 1 / std::sqrt(3.0);
    for (int k = 0; k < N; k++) {
      const double d3 = h * p[2][k], d8 = h * third * p[7][k];
      x[0][k] = x[8][k] = x[16][k] = 0;
      x[1][k] = d8 + d3;
      x[9][k] = d8 - d3;
      x[17][k] = -2 * d8;
      x[6][k] = -h * p[1][k], x[7][k] = h * p[0][k], x[2][k] = -x[6][k], x[3][k] = x[7][k];
      x[12][k] = -h * p[4][k], x[13][k] = h * p[3][k], x[4][k] = -x[12][k], x[5][k] = x[13][k];
      x[14][k] = -h * p[6][k], x[15][k] = h * p[5][k], x[10][k] = -x[14][k], x[11][k] = x[15][k];
    }
    product3<N, false, false, false>(x, x, square);
    double sar[N], sai[N], sbr[N], sbi[N], scr[N], sci[N];
    for (int k = 0; k < N; k++) {
      const double half = 0.5 * (square[0][k] + square[8][k] + square[16][k]);
      double cube = 0;
      for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
          cube += square[6 * r + 2 * c][k] * x[6 * c + 2 * r + 1][k] + square[6 * r + 2 * c + 1][k] * x[6 * c + 2 * r][k];
      const double det = cube / 3;
      double ar = 1, ai = 0, br = 0, bi = 0, cr = 0, ci = 0;
      double tar = 1, tai = 0, tbr = 0, tbi = 0, tcr = 0, tci = 0;
      for (int n = 1; n <= 22; n++) {
        const double over = 1.0 / n;
        const double nar = -over * ci * det, nai = over * cr * det;
        const double nbr = over * (ar + cr * half), nbi = over * (ai + ci * half);
        cr = over * br, ci = over * bi;
        ar = nar, ai = nai, br = nbr, bi = nbi;
        tar += ar, tai += ai, tbr += br, tbi += bi, tcr += cr, tci += ci;
      }
      sar[k] = tar, sai[k] = tai, sbr[k] = tbr, sbi[k] = tbi, scr[k] = tcr, sci[k] = tci;
    }
    for (int i = 0; i < 18; i += 2)
      for (int k = 0; k < N; k++) {
        const double one = i % 8 == 0;
        turn[i][k] = one * sar[k] + sbr[k] * x[i][k] - sbi[k] * x[i + 1][k] + scr[k] * square[i][k] - sci[k] * square[i + 1][k];
        turn[i + 1][k] = one * sai[k] + sbr[k] * x[i + 1][k] + sbi[k] * x[i][k] + scr[k] * square[i + 1][k] + sci[k] * square[i][k];
      }
    product3<N, false, false, false>(turn, u, out);
    std::memcpy(u, out, sizeof out);
  }
};

template <template <int> class Group, int N> struct State {
  using G = Group<N>;
  Geometry at;
  std::vector<double> links, momenta;
  State(int d, int L) : at(d, L) {
    links.assign(std::size_t(d) * at.V * G::reals * N, 0);
    momenta.resize(std::size_t(d) * at.V * G::generators * N);
    for (std::size_t i = 0; i < momenta.size(); i++) momenta[i] = std::sin(1.7 * i);
    for (int i = 0; i < d * at.V; i++)
      for (int k = 0; k < N; k++)
        if (G::reals == 18)
          for (int j : {0, 8, 16}) link(i)[j][k] = 1;
        else if (G::reals == 4) link(i)[0][k] = 1;
  }
  Row<N> *link(int i) { return reinterpret_cast<Row<N> *>(links.data()) + std::size_t(i) * G::reals; }
  Row<N> *momentum(int i) { return reinterpret_cast<Row<N> *>(momenta.data()) + std::size_t(i) * G::generators; }

  void kick(double length) {
    const int V = at.V, d = at.d;
    if constexpr (G::reals == 1) {
      for (int mu = 0; mu < d; mu++)
        for (int nu = mu + 1; nu < d; nu++)
          for (int x = 0; x < V; x++) {
            const int right = at.next[x * d + mu], up = at.next[x * d + nu];
            const double *a = *link(mu * V + x), *b = *link(nu * V + right), *c = *link(mu * V + up), *e = *link(nu * V + x);
            double f[N];
            for (int k = 0; k < N; k++) f[k] = length * beta * std::sin(a[k] + b[k] - c[k] - e[k]);
            double *p = *momentum(mu * V + x), *q = *momentum(nu * V + right), *r = *momentum(mu * V + up), *s = *momentum(nu * V + x);
            for (int k = 0; k < N; k++) p[k] -= f[k];
            for (int k = 0; k < N; k++) q[k] -= f[k];
            for (int k = 0; k < N; k++) r[k] += f[k];
            for (int k = 0; k < N; k++) s[k] += f[k];
          }
    } else {
      for (int mu = 0; mu < d; mu++)
        for (int x = 0; x < V; x++) {
          Row<N> staple[G::reals], room[G::reals];
          staples<G, N>(at, [this](int i) { return link(i); }, mu, x, staple);
          G::template product<false, false, false>(link(mu * V + x), staple, room);
          G::kick(momentum(mu * V + x), room, length);
        }
    }
  }

  void drift(double length) {
    const int count = at.d * at.V;
    if constexpr (G::reals == 1)
      for (std::size_t i = 0; i < links.size(); i++) links[i] += length * momenta[i];
    else
      for (int i = 0; i < count; i++) G::drift(link(i), momentum(i), length);
  }
};

template <template <int> class Group, int N> Spent run(int d, int L, int passes) {
  static std::map<int, State<Group, N>> states;
  auto &state = states.try_emplace(100 * d + L, d, L).first->second;
  const Stopwatch watch;
  for (int i = 0; i < passes; i++) {
    state.kick(step);
    state.drift(step);
  }
  return watch.spent();
}

template <template <int> class Group> Spent dispatch(int d, int L, int chains, int passes) {
  return chains == 2 ? run<Group, 2>(d, L, passes) : chains == 4 ? run<Group, 4>(d, L, passes) : run<Group, 8>(d, L, passes);
}

} // namespace

int main() {
  char group[8];
  int d, L, chains, passes;
  while (std::scanf("%7s %d %d %d %d", group, &d, &L, &chains, &passes) == 5) {
    const Spent spent = group[0] == 'U'   ? dispatch<U1>(d, L, chains, passes)
                           : group[2] == '2' ? dispatch<SU2>(d, L, chains, passes)
                                             : dispatch<SU3>(d, L, chains, passes);
    spent.answer();
  }
}
