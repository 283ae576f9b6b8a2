/*
 * A disk that fails on demand, preloaded into a node (LD_PRELOAD). While the file that DFS_TEST_FAULT names exists and says
 * "CALLS ERRNO PART", such as "sync 5 log_inprogress", calls of these kinds on paths that contain PART fail with ERRNO.
 * Kinds: open (of any file to be written or made), read-open (to be read), write, sync. With a negative ERRNO they take so many milliseconds
 * longer instead.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(const char *kind, const char *path) {
  const char *control = getenv("DFS_TEST_FAULT");
  if (control == NULL) return 0;
  int fd = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[512];
  ssize_t length = syscall(SYS_read, fd, text, sizeof text - 1);
  syscall(SYS_close, fd);
  if (length <= 0) return 0;
  text[length] = 0;
  char kinds[128], part[256];
  int number;
  if (sscanf(text, "%127s %d %255s", kinds, &number, part) != 3) return 0;
  char wanted[64], listed[130];
  snprintf(wanted, sizeof wanted, ",%s,", kind);
  snprintf(listed, sizeof listed, ",%s,", kinds);
  if (strstr(listed, wanted) == NULL || strstr(path, part) == NULL) return 0;
  if (number < 0) {
    usleep(-number * 1000);
    return 0;
  }
  errno = number;
  return 1;
}

static int fails_of(const char *kind, int fd) {
  int before = errno;
  char link[64], path[1024];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0 || path[0] != '/') {
    errno = before;
    return 0;
  }
  path[length] = 0;
  if (fails(kind, path)) return 1;
  errno = before;
  return 0;
}

static int fails_open(const char *path, int flags) {
  int before = errno;
  if (fails((flags & (O_WRONLY | O_RDWR | O_CREAT)) ? "open" : "read-open", path)) return 1;
  errno = before;
  return 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPEN(name)                              \
  int name(const char *path, int flags, ...) {  \
    va_list rest;                               \
    va_start(rest, flags);                      \
    mode_t mode = va_arg(rest, mode_t);         \
    va_end(rest);                               \
    if (fails_open(path, flags)) return -1;     \
    return REAL(name)(path, flags, mode);       \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                      \
  int name(int folder, const char *path, int flags, ...) { \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode_t mode = va_arg(rest, mode_t);                   \
    va_end(rest);                                         \
    if (fails_open(path, flags)) return -1;               \
    return REAL(name)(folder, path, flags, mode);         \
  }
OPENAT(openat)
OPENAT(openat64)

int fsync(int fd) { return fails_of("sync", fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails_of("sync", fd) ? -1 : REAL(fdatasync)(fd); }
ssize_t write(int fd, const void *bytes, size_t length) {
  return fails_of("write", fd) ? -1 : REAL(write)(fd, bytes, length);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  return fails_of("write", fd) ? -1 : REAL(pwrite64)(fd, bytes, length, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  return fails_of("write", fd) ? -1 : REAL(pwrite)(fd, bytes, length, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  return fails_of("write", fd) ? -1 : REAL(writev)(fd, parts, count);
}
