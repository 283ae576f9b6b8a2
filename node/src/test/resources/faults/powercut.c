/*
 * A disk whose power will be cut, preloaded into a node (LD_PRELOAD). Below the folder DFS_TEST_CUT_ROOT it notes, in the folder
 * DFS_TEST_CUT_NOTES, what it takes to undo everything that was not synced: of a file's bytes in "data-INODE", of names in "names".
 * With DFS_TEST_SYNC_LIES a sync says that it is done, and is not.
 *
 * data-INODE holds records of struct note, each followed by the bytes that were there before. names holds lines: "C PATH" made, "M FOLDER" made,
 * "R FROM TO SAVED" renamed, "U PATH SAVED" removed, where SAVED is a link to what lost its name, or "-"; "D AT FOLDER": what stands
 * before AT and concerns the folder is durable.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define PATH_BYTES 1024

/* kind: W, bytes written at offset; T, cut at offset; S, what stands before offset in this file of notes is durable. */
struct note {
  int64_t kind, offset, size_before, kept;
};

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static int is_below(const char *path) {
  const char *root = getenv("DFS_TEST_CUT_ROOT");
  return root != NULL && path != NULL && strncmp(path, root, strlen(root)) == 0;
}

/* The path of an open file below the root; 0 where it is another one. */
static int path_of(int fd, char *path) {
  char link[64];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_BYTES - 1);
  errno = before;
  if (length <= 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static int open_notes(const char *name) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/%s", getenv("DFS_TEST_CUT_NOTES"), name);
  return syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int open_data_notes(ino_t inode) {
  char name[64];
  snprintf(name, sizeof name, "data-%lu", (unsigned long)inode);
  return open_notes(name);
}

static int64_t end_of(int notes) { return syscall(SYS_lseek, notes, 0, SEEK_END); }

/* Notes that bytes from offset to end are about to change. */
static void note_change(int fd, int64_t kind, int64_t offset, int64_t end) {
  struct stat now;
  if (fstat(fd, &now) != 0 || !S_ISREG(now.st_mode)) return;
  int64_t stop = end < now.st_size ? end : now.st_size;
  struct note note = {kind, offset, now.st_size, stop > offset ? stop - offset : 0};
  char *kept = malloc(note.kept + 1), self[64];
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int reading = note.kept > 0 ? syscall(SYS_openat, AT_FDCWD, self, O_RDONLY | O_CLOEXEC) : -1;
  for (int64_t got = 0, more = 1; got < note.kept && more > 0; got += more)
    more = syscall(SYS_pread64, reading, kept + got, note.kept - got, offset + got);
  if (reading >= 0) syscall(SYS_close, reading);
  struct iovec parts[] = {{&note, sizeof note}, {kept, note.kept}};
  int notes = open_data_notes(now.st_ino);
  syscall(SYS_writev, notes, parts, 2);
  syscall(SYS_close, notes);
  free(kept);
}

static void note_name(const char *format, ...) {
  char line[4 * PATH_BYTES];
  va_list rest;
  va_start(rest, format);
  int length = vsnprintf(line, sizeof line, format, rest);
  va_end(rest);
  int notes = open_notes("names");
  syscall(SYS_write, notes, line, length);
  syscall(SYS_close, notes);
}

/* Gives what is about to lose its name another one among the notes. */
static const char *save(const char *path, char *saved) {
  static long count;
  snprintf(saved, PATH_BYTES, "%s/saved-%d-%ld", getenv("DFS_TEST_CUT_NOTES"), getpid(), ++count);
  return syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, saved, 0) == 0 ? saved : "-";
}

static int64_t position(int fd, const char *path) {
  struct stat now;
  int flags = fcntl(fd, F_GETFL);
  if ((flags & O_APPEND) && fstat(fd, &now) == 0) return now.st_size;
  return lseek(fd, 0, SEEK_CUR);
}

#define NOTED(fd, kind, offset, end, call)              \
  char path[PATH_BYTES];                                \
  if (!path_of(fd, path)) return call;                  \
  pthread_mutex_lock(&one_at_a_time);                   \
  int64_t at = offset;                                  \
  note_change(fd, kind, at, end);                       \
  __typeof__(call) result = call;                       \
  pthread_mutex_unlock(&one_at_a_time);                 \
  return result

ssize_t write(int fd, const void *bytes, size_t length) {
  NOTED(fd, 'W', position(fd, path), at + (int64_t)length, REAL(write)(fd, bytes, length));
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t to) {
  NOTED(fd, 'W', to, at + (int64_t)length, REAL(pwrite)(fd, bytes, length, to));
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t to) {
  NOTED(fd, 'W', to, at + (int64_t)length, REAL(pwrite64)(fd, bytes, length, to));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  int64_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  NOTED(fd, 'W', position(fd, path), at + length, REAL(writev)(fd, parts, count));
}
int ftruncate(int fd, off_t to) { NOTED(fd, 'T', to, INT64_MAX, REAL(ftruncate)(fd, to)); }
int ftruncate64(int fd, off64_t to) { NOTED(fd, 'T', to, INT64_MAX, REAL(ftruncate64)(fd, to)); }

static int sync_noted(int fd, int (*real)(int)) {
  char path[PATH_BYTES];
  struct stat now;
  if (!path_of(fd, path) || fstat(fd, &now) != 0) return real(fd);
  if (getenv("DFS_TEST_SYNC_LIES") != NULL) return 0;
  int notes = S_ISDIR(now.st_mode) ? open_notes("names") : open_data_notes(now.st_ino);
  int64_t until = end_of(notes);
  int result = real(fd);
  pthread_mutex_lock(&one_at_a_time);
  struct note synced = {'S', until, 0, 0};
  if (result == 0 && S_ISDIR(now.st_mode)) note_name("D\t%ld\t%s\n", (long)until, path);
  if (result == 0 && !S_ISDIR(now.st_mode)) syscall(SYS_write, notes, &synced, sizeof synced);
  pthread_mutex_unlock(&one_at_a_time);
  syscall(SYS_close, notes);
  return result;
}
int fsync(int fd) { return sync_noted(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_noted(fd, REAL(fdatasync)); }

static int open_noted(int folder, const char *path, int flags, mode_t mode) {
  int is_made = is_below(path) && (flags & O_CREAT) && access(path, F_OK) != 0;
  int is_emptied = is_below(path) && (flags & O_TRUNC) && !is_made;
  int fd = syscall(SYS_openat, folder, path, flags & ~O_TRUNC, mode);
  if (fd < 0 || !(is_made || is_emptied)) return fd;
  struct stat now;
  fstat(fd, &now);
  if (!S_ISREG(now.st_mode)) return fd;
  pthread_mutex_lock(&one_at_a_time);
  if (is_made) {
    int notes = open_data_notes(now.st_ino); /* of an older file that had this number */
    syscall(SYS_ftruncate, notes, 0);
    syscall(SYS_close, notes);
    note_name("C\t%s\n", path);
  } else {
    note_change(fd, 'T', 0, INT64_MAX);
    syscall(SYS_ftruncate, fd, 0);
  }
  pthread_mutex_unlock(&one_at_a_time);
  return fd;
}

#define OPEN(name)                                       \
  int name(const char *path, int flags, ...) {           \
    va_list rest;                                        \
    va_start(rest, flags);                               \
    mode_t mode = va_arg(rest, mode_t);                  \
    va_end(rest);                                        \
    return open_noted(AT_FDCWD, path, flags, mode);      \
  }
OPEN(open)
OPEN(open64)

static int remove_noted(const char *path, int (*real)(const char *)) {
  char saved[PATH_BYTES];
  if (!is_below(path)) return real(path);
  pthread_mutex_lock(&one_at_a_time);
  const char *to = save(path, saved);
  int result = real(path);
  if (result == 0) note_name("U\t%s\t%s\n", path, to);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}

int mkdir(const char *path, mode_t mode) {
  const char *root = getenv("DFS_TEST_CUT_ROOT");
  if (!is_below(path) || strcmp(path, root) == 0) return REAL(mkdir)(path, mode);
  pthread_mutex_lock(&one_at_a_time);
  int result = REAL(mkdir)(path, mode);
  if (result == 0) note_name("M\t%s\n", path);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}
int unlink(const char *path) { return remove_noted(path, REAL(unlink)); }
int remove(const char *path) { return remove_noted(path, REAL(remove)); }

int rename(const char *from, const char *to) {
  char saved[PATH_BYTES];
  if (!is_below(to)) return REAL(rename)(from, to);
  pthread_mutex_lock(&one_at_a_time);
  const char *kept = save(to, saved);
  int result = REAL(rename)(from, to);
  if (result == 0) note_name("R\t%s\t%s\t%s\n", from, to, kept);
  pthread_mutex_unlock(&one_at_a_time);
  return result;
}
