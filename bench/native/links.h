// What programs on links share: the lattice, and products of the groups, N chains side by side. Everything is double
// precision.
#pragma once
#include <cstring>
#include <vector>

struct Geometry {
  int d, L, V;
  std::vector<int> next, last; // [x][mu]
  Geometry(int directions, int extent) : d(directions), L(extent), V(1) {
    for (int mu = 0; mu < d; mu++) V *= L;
    next.resize(V * d);
    last.resize(V * d);
    for (int x = 0; x < V; x++)
      for (int mu = 0, stride = V / L; mu < d; mu++, stride /= L) {
        const int at = x / stride % L;
        next[x * d + mu] = x + ((at + 1) % L - at) * stride;
        last[x * d + mu] = x + ((at + L - 1) % L - at) * stride;
      }
  }
};

#define INLINE inline __attribute__((always_inline))

template <int N> using Row = double[N];

// Complex 3 x 3 matrices, [18][N]: out = a b, or out += a b, with daggers.
template <int N, bool aDagger, bool bDagger, bool more>
INLINE void product3(const Row<N> *__restrict a, const Row<N> *__restrict b, Row<N> *__restrict out) {
  for (int r = 0; r < 3; r++)
    for (int c = 0; c < 3; c++) {
      double re[N], im[N];
      for (int k = 0; k < N; k++) re[k] = more ? out[6 * r + 2 * c][k] : 0, im[k] = more ? out[6 * r + 2 * c + 1][k] : 0;
      for (int j = 0; j < 3; j++) {
        const int i = aDagger ? 6 * j + 2 * r : 6 * r + 2 * j, l = bDagger ? 6 * c + 2 * j : 6 * j + 2 * c;
        for (int k = 0; k < N; k++) {
          const double x = a[i][k], y = aDagger ? -a[i + 1][k] : a[i + 1][k];
          const double u = b[l][k], v = bDagger ? -b[l + 1][k] : b[l + 1][k];
          re[k] += x * u - y * v;
          im[k] += x * v + y * u;
        }
      }
      for (int k = 0; k < N; k++) out[6 * r + 2 * c][k] = re[k], out[6 * r + 2 * c + 1][k] = im[k];
    }
}

// Quaternions, [4][N].
template <int N, bool aDagger, bool bDagger, bool more>
INLINE void product2(const Row<N> *__restrict a, const Row<N> *__restrict b, Row<N> *__restrict out) {
  for (int k = 0; k < N; k++) {
    const double s = aDagger ? -1 : 1, t = bDagger ? -1 : 1;
    const double a0 = a[0][k], a1 = s * a[1][k], a2 = s * a[2][k], a3 = s * a[3][k];
    const double b0 = b[0][k], b1 = t * b[1][k], b2 = t * b[2][k], b3 = t * b[3][k];
    const double c0 = a0 * b0 - a1 * b1 - a2 * b2 - a3 * b3, c1 = a0 * b1 + b0 * a1 - (a2 * b3 - a3 * b2);
    const double c2 = a0 * b2 + b0 * a2 - (a3 * b1 - a1 * b3), c3 = a0 * b3 + b0 * a3 - (a1 * b2 - a2 * b1);
    out[0][k] = more ? out[0][k] + c0 : c0;
    out[1][k] = more ? out[1][k] + c1 : c1;
    out[2][k] = more ? out[2][k] + c2 : c2;
    out[3][k] = more ? out[3][k] + c3 : c3;
  }
}

/** Sum over nu of U_nu(x+mu) U_mu(x+nu)^+ U_nu(x)^+ and of what lies on the other side; link(mu V + x) is U_mu(x). */
template <class G, int N, class Link> INLINE void staples(const Geometry &at, Link link, int mu, int x, Row<N> *staple) {
  const int V = at.V, d = at.d, there = at.next[x * d + mu];
  Row<N> room[G::reals];
  std::memset(staple, 0, sizeof(Row<N>) * G::reals);
  for (int nu = 0; nu < d; nu++) {
    if (nu == mu) continue;
    G::template product<false, true, false>(link(nu * V + there), link(mu * V + at.next[x * d + nu]), room);
    G::template product<false, true, true>(room, link(nu * V + x), staple);
    const int below = at.last[x * d + nu];
    G::template product<false, false, false>(link(mu * V + below), link(nu * V + at.last[there * d + nu]), room);
    G::template product<true, false, true>(room, link(nu * V + below), staple);
  }
}
