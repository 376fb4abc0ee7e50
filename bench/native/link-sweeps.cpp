// Native floor of heat bath and overrelaxation of links with Wilson's action, N chains side by side, in the arithmetic of
// samplers/heatbath/gauge/simd/: staples by products of matrices, random numbers from Philox4x32-10 by block, further
// tries until every chain has accepted one. Everything is double precision.
//
// Reads lines "U1|SU2|SU3 heatBath|overrelax directions L chains sweeps" and answers each as stopwatch.h says.
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>
#include "links.h"
#include "philox.h"
#include "stopwatch.h"

namespace {

constexpr double pi = 3.14159265358979323846;

/** Words of a first try, and of further ones, of a draw. */
template <int N> struct Words {
  std::uint32_t w[8][N];
  void draw(int groups, int draw, int round, std::uint32_t update) {
    for (int g = 0; g < groups; g++) philox<N>(&w[4 * g], draw * groups + g, 0, update, 0, 1, round << 16);
  }
  double half(int i, int k) const { return (w[i][k] + 0.5) * 2.3283064365386963e-10; }
  double whole(int i, int k) const { return w[i][k] * 2.3283064365386963e-10 + (w[i + 1][k] + 0.5) * 5.421010862427522e-20; }
};

/** cos and sin of an angle with density exp(k cos t): Best and Fisher. */
template <int N> INLINE void drawAngle(const double *strength, double *c, double *s, int draw, std::uint32_t update) {
  double twice[N], q[N], kb[N];
  bool done[N];
  for (int k = 0; k < N; k++) {
    const double a = strength[k], t = 1 + std::sqrt(1 + 4 * a * a), sum = t + std::sqrt(2 * t), rho = 2 * a / sum;
    twice[k] = 2 * rho;
    q[k] = 1 + rho * rho;
    kb[k] = q[k] * sum / 4;
    done[k] = false;
  }
  for (int round = 0, left = N; left > 0; round++) {
    Words<N> words;
    words.draw(1, draw, round, update);
    for (int k = 0; k < N; k++) {
      if (done[k]) continue;
      const double z = std::cos(pi * words.whole(0, k)), f = (twice[k] + q[k] * z) / (q[k] + twice[k] * z);
      const double x = kb[k] - strength[k] * f, u = words.half(2, k);
      if (x * (2 - x) <= u && std::log(x / u) + 1 - x < 0) continue;
      done[k] = true;
      left--;
      c[k] = f;
      s[k] = std::sqrt(std::fmax(0, 1 - f * f));
      if (words.w[3][k] >> 31) s[k] = -s[k];
    }
  }
}

/** h of SU(2) with density exp(alpha h0): Kennedy and Pendleton, and the disc for small alpha. */
template <int N> INLINE void drawMatrix(const double *alpha, Row<N> *__restrict h, int draw, std::uint32_t update) {
  bool done[N] = {};
  Words<N> first;
  for (int round = 0, left = N; left > 0; round++) {
    Words<N> words;
    words.draw(2, draw, round, update);
    if (round == 0) first = words;
    for (int k = 0; k < N; k++) {
      if (done[k]) continue;
      const double u = words.whole(0, k), l = std::log(words.whole(2, k)), c = std::cos(2 * pi * words.half(4, k));
      double trace;
      if (alpha[k] < 0.85) {
        trace = std::sqrt(u) * c;
        if (l > alpha[k] * (trace - 1)) continue;
      } else {
        const double delta = -(std::log(u) + c * c * l) / alpha[k], r = words.half(5, k);
        trace = 1 - delta;
        if (r * r > 1 - delta / 2) continue;
      }
      done[k] = true;
      left--;
      h[0][k] = trace;
    }
  }
  for (int k = 0; k < N; k++) {
    const double length = std::sqrt(std::fmax(0, 1 - h[0][k] * h[0][k])), height = 2 * first.half(6, k) - 1;
    const double radius = length * std::sqrt(1 - height * height), angle = 2 * pi * first.half(7, k);
    h[1][k] = radius * std::cos(angle);
    h[2][k] = radius * std::sin(angle);
    h[3][k] = length * height;
  }
}

template <int N, int reals> INLINE void normalise(const Row<N> *__restrict a, Row<N> *__restrict out, double *length) {
  for (int k = 0; k < N; k++) {
    double square = 0;
    for (int i = 0; i < reals; i++) square += a[i][k] * a[i][k];
    length[k] = std::sqrt(square);
    const double over = 1 / length[k];
    for (int i = 0; i < reals; i++) out[i][k] = over * a[i][k];
  }
}

template <int N> INLINE void conjugate(Row<N> *a) {
  for (int i = 1; i < 4; i++)
    for (int k = 0; k < N; k++) a[i][k] = -a[i][k];
}

template <int N> struct U1 {
  static constexpr int reals = 2;
  template <bool aDagger, bool bDagger, bool more>
  static INLINE void product(const Row<N> *__restrict a, const Row<N> *__restrict b, Row<N> *__restrict out) {
    for (int k = 0; k < N; k++) {
      const double x = a[0][k], y = aDagger ? -a[1][k] : a[1][k], u = b[0][k], v = bDagger ? -b[1][k] : b[1][k];
      const double re = x * u - y * v, im = x * v + y * u;
      out[0][k] = more ? out[0][k] + re : re;
      out[1][k] = more ? out[1][k] + im : im;
    }
  }
  static INLINE void draw(Row<N> *__restrict u, const Row<N> *staple, double beta, int draw, std::uint32_t update) {
    Row<N> v[2];
    double r[N], c[N], s[N];
    normalise<N, 2>(staple, v, r);
    for (int k = 0; k < N; k++) r[k] *= beta;
    drawAngle<N>(r, c, s, draw, update);
    for (int k = 0; k < N; k++) u[0][k] = c[k] * v[0][k] + s[k] * v[1][k], u[1][k] = s[k] * v[0][k] - c[k] * v[1][k];
  }
  static INLINE void reflect(Row<N> *__restrict u, const Row<N> *staple) {
    for (int k = 0; k < N; k++) {
      const double a = staple[0][k], b = staple[1][k], over = 1 / (a * a + b * b);
      const double c = over * (a * a - b * b), s = -2 * over * a * b, x = u[0][k], y = u[1][k];
      u[0][k] = c * x + s * y;
      u[1][k] = s * x - c * y;
    }
  }
};

template <int N> struct SU2 {
  static constexpr int reals = 4;
  template <bool a, bool b, bool more> static INLINE void product(const Row<N> *x, const Row<N> *y, Row<N> *out) {
    product2<N, a, b, more>(x, y, out);
  }
  static INLINE void draw(Row<N> *__restrict u, const Row<N> *staple, double beta, int draw, std::uint32_t update) {
    Row<N> v[4], h[4];
    double r[N];
    normalise<N, 4>(staple, v, r);
    for (int k = 0; k < N; k++) r[k] *= beta;
    drawMatrix<N>(r, h, draw, update);
    product2<N, false, true, false>(h, v, u);
  }
  static INLINE void reflect(Row<N> *__restrict u, const Row<N> *staple) {
    Row<N> v[4], h[4];
    double r[N];
    normalise<N, 4>(staple, v, r);
    product2<N, false, false, false>(v, u, h);
    product2<N, false, false, false>(h, v, u);
    conjugate<N>(u);
  }
};

template <int N> struct SU3 {
  static constexpr int reals = 18;
  template <bool a, bool b, bool more> static INLINE void product(const Row<N> *x, const Row<N> *y, Row<N> *out) {
    product3<N, a, b, more>(x, y, out);
  }
  static INLINE void turnRows(const Row<N> *__restrict g, int i, int j, Row<N> *__restrict m) {
    for (int c = 0; c < 6; c += 2)
      for (int k = 0; k < N; k++) {
        const double x = m[6 * i + c][k], y = m[6 * i + c + 1][k], u = m[6 * j + c][k], v = m[6 * j + c + 1][k];
        m[6 * i + c][k] = g[0][k] * x - g[3][k] * y + g[2][k] * u - g[1][k] * v;
        m[6 * i + c + 1][k] = g[0][k] * y + g[3][k] * x + g[2][k] * v + g[1][k] * u;
        m[6 * j + c][k] = g[0][k] * u - g[2][k] * x - g[1][k] * y + g[3][k] * v;
        m[6 * j + c + 1][k] = g[1][k] * x - g[2][k] * y + g[0][k] * v - g[3][k] * u;
      }
  }
  template <class Choose> static INLINE void visit(Row<N> *u, const Row<N> *staple, Choose choose) {
    Row<N> m[18], v[4], g[4];
    product3<N, false, false, false>(u, staple, m);
    for (int n = 0; n < 3; n++) {
      const int i = n == 2, j = n == 0 ? 1 : 2;
      double r[N];
      for (int k = 0; k < N; k++) {
        v[0][k] = (m[8 * i][k] + m[8 * j][k]) / 2;
        v[1][k] = (m[6 * i + 2 * j + 1][k] + m[6 * j + 2 * i + 1][k]) / 2;
        v[2][k] = (m[6 * i + 2 * j][k] - m[6 * j + 2 * i][k]) / 2;
        v[3][k] = (m[8 * i + 1][k] - m[8 * j + 1][k]) / 2;
      }
      normalise<N, 4>(v, v, r);
      choose(n, r, v, g);
      turnRows(g, i, j, u);
      if (n < 2) turnRows(g, i, j, m);
    }
  }
  static INLINE void draw(Row<N> *u, const Row<N> *staple, double beta, int draw, std::uint32_t update) {
    visit(u, staple, [&](int n, double *r, Row<N> *v, Row<N> *g) {
      Row<N> h[4];
      for (int k = 0; k < N; k++) r[k] *= 2 * beta / 3;
      drawMatrix<N>(r, h, 3 * draw + n, update);
      product2<N, false, true, false>(h, v, g);
    });
  }
  static INLINE void reflect(Row<N> *u, const Row<N> *staple) {
    visit(u, staple, [](int, double *, Row<N> *v, Row<N> *g) {
      conjugate<N>(v);
      product2<N, false, false, false>(v, v, g);
    });
  }
};

template <template <int> class Group, int N> struct State {
  using G = Group<N>;
  Geometry at;
  std::vector<double> links;
  std::uint32_t updates = 0;
  State(int d, int L) : at(d, L) {
    links.assign(std::size_t(d) * at.V * G::reals * N, 0);
    for (int i = 0; i < d * at.V; i++)
      for (int k = 0; k < N; k++)
        for (int j = 0; j < (G::reals == 18 ? 17 : 1); j += 8) link(i)[j][k] = 1;
  }
  Row<N> *link(int i) { return reinterpret_cast<Row<N> *>(links.data()) + std::size_t(i) * G::reals; }

  template <bool draws> void sweep(double beta) {
    const int V = at.V, d = at.d;
    updates++;
    for (int mu = 0; mu < d; mu++)
      for (int x = 0; x < V; x++) {
        Row<N> staple[G::reals];
        staples<G, N>(at, [this](int i) { return link(i); }, mu, x, staple);
        if (draws) G::draw(link(mu * V + x), staple, beta, mu * V + x, updates);
        else G::reflect(link(mu * V + x), staple);
      }
  }
};

template <template <int> class Group, int N> Spent run(bool draws, int d, int L, int sweeps) {
  static std::map<int, State<Group, N>> states;
  auto &state = states.try_emplace(100 * d + L, d, L).first->second;
  // Every state starts from the heat bath of its beta.
  const double beta = Group<N>::reals == 18 ? 5.7 : 2.2;
  if (state.updates == 0)
    for (int i = 0; i < 20; i++) state.template sweep<true>(beta);
  const Stopwatch watch;
  for (int i = 0; i < sweeps; i++) draws ? state.template sweep<true>(beta) : state.template sweep<false>(beta);
  return watch.spent();
}

template <template <int> class Group> Spent dispatch(bool draws, int d, int L, int chains, int sweeps) {
  return chains == 1   ? run<Group, 1>(draws, d, L, sweeps)
         : chains == 2 ? run<Group, 2>(draws, d, L, sweeps)
                       : run<Group, 4>(draws, d, L, sweeps);
}

} // namespace

int main() {
  char group[8], kind[16];
  int d, L, chains, sweeps;
  while (std::scanf("%7s %15s %d %d %d %d", group, kind, &d, &L, &chains, &sweeps) == 6) {
    const bool draws = kind[0] == 'h';
    const Spent spent = group[0] == 'U'   ? dispatch<U1>(draws, d, L, chains, sweeps)
                           : group[2] == '2' ? dispatch<SU2>(draws, d, L, chains, sweeps)
                                             : dispatch<SU3>(draws, d, L, chains, sweeps);
    spent.answer();
  }
}
