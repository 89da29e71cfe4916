/* Makes every fsync and fdatasync take the same time and counts them, so that disks do not decide a benchmark.
 * Build: cc -shared -fPIC -O2 -o fixed-sync.so fixed-sync.c
 * Use:   LD_PRELOAD=./fixed-sync.so SYNC_MICROS=2000 SYNC_COUNT_FILE=/dev/shm/count (8 bytes, little-endian) */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static _Atomic uint64_t *count;
static long micros;

__attribute__((constructor)) static void start(void) {
  const char *sleep = getenv("SYNC_MICROS"), *file = getenv("SYNC_COUNT_FILE");
  micros = sleep ? atol(sleep) : 0;
  int fd = file ? open(file, O_RDWR | O_CREAT, 0600) : -1;
  if (fd < 0 || ftruncate(fd, 8) != 0) return;
  void *shared = mmap(0, 8, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared != MAP_FAILED) count = shared;
  close(fd);
}

static int pause_and_count(void) {
  if (count) (*count)++;
  struct timespec left = {micros / 1000000, (micros % 1000000) * 1000};
  while (micros > 0 && nanosleep(&left, &left) != 0) continue;
  return 0;
}

int fsync(int fd) { (void)fd; return pause_and_count(); }
int fdatasync(int fd) { (void)fd; return pause_and_count(); }
