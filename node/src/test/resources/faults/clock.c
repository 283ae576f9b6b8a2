/* A wall clock that is DFS_TEST_CLOCK_AHEAD seconds ahead, preloaded into a node (LD_PRELOAD). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
  static __typeof__(&clock_gettime) real;
  if (real == NULL) real = (__typeof__(&clock_gettime))dlsym(RTLD_NEXT, "clock_gettime");
  int failed = real(clock, now);
  const char *ahead = getenv("DFS_TEST_CLOCK_AHEAD");
  if (!failed && clock == CLOCK_REALTIME && ahead != NULL) now->tv_sec += atol(ahead);
  return failed;
}
