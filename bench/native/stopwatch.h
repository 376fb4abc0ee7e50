// The answer of every program: seconds by the clock and seconds of the processor, the latter with the system's part.
#pragma once
#include <chrono>
#include <cstdio>
#include <ctime>

struct Spent {
  double seconds, cores;
  void answer() const {
    std::printf("%.9f %.9f\n", seconds, cores);
    std::fflush(stdout);
  }
};

class Stopwatch {
  std::chrono::steady_clock::time_point clock = std::chrono::steady_clock::now();
  double cores = processor();

  // Not std::clock, which counts microseconds.
  static double processor() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + 1e-9 * time.tv_nsec;
  }

public:
  Spent spent() const {
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count(), processor() - cores};
  }
};
