// Stands between SQLite and the disk: counts the syncs of write-ahead logs, and can say that the disk is full.
// The file named by DISK_SHIM holds two numbers: syncs so far, and whether writes to write-ahead logs fail with ENOSPC.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct { _Atomic unsigned syncs; _Atomic unsigned is_full; } *shared;

__attribute__((constructor)) static void start(void) {
  int fd = open(getenv("DISK_SHIM"), O_RDWR);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
}

static int is_log(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

static int counted(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(fd);
  if (result == 0 && is_log(fd)) shared->syncs++;
  return result;
}

int fsync(int fd) { return counted(fd, "fsync"); }
int fdatasync(int fd) { return counted(fd, "fdatasync"); }

static ssize_t limited(int fd, const void *data, size_t size, off64_t at, const char *name) {
  if (shared->is_full && is_log(fd)) return errno = ENOSPC, -1;
  return ((ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, name))(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return limited(fd, data, size, at, "pwrite"); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return limited(fd, data, size, at, "pwrite64"); }
