/* Preloaded under the real program: appends every change of the files below CRASH_ROOT to the log CRASH_LOG, in the order
 * in which it happened. CRASH_FAIL="number kind" fails the change of that number: "error" and "full" fail it alone with
 * EIO or ENOSPC, "torn" writes half of it first, "broken" fails all that follow as well. Files ending in "-shm" are left
 * out: SQLite rebuilds them after a crash. Compiled by crashes.rs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], kind[16];
static size_t root_length;
static int log_fd = -1;
static long count, failing = -1;

__attribute__((constructor)) static void start(void) {
    const char *dir = getenv("CRASH_ROOT"), *log = getenv("CRASH_LOG"), *fail = getenv("CRASH_FAIL");
    if (!dir || !log || !realpath(dir, root)) return;
    root_length = strlen(root);
    log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fail) sscanf(fail, "%ld %15s", &failing, kind);
}

static int is_below(const char *path) {
    size_t length = strlen(path);
    if (log_fd < 0 || strncmp(path, root, root_length) || (path[root_length] != '/' && path[root_length])) return 0;
    return !(length > 4 && !strcmp(path + length - 4, "-shm")) && !strstr(path, "-shm (deleted)");
}

/* The path of an open file; 0 if it is not below the root. */
static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_below(path);
}

/* The absolute path of a name, without links in its directory; 0 if it is not below the root. */
static int resolve(int at, const char *name, char *path) {
    char joined[2 * PATH_MAX], parent[PATH_MAX];
    if (name[0] == '/' || at == AT_FDCWD) snprintf(joined, sizeof joined, "%s", name);
    else {
        if (!path_of(at, path)) return 0;
        snprintf(joined, sizeof joined, "%s/%s", path, name);
    }
    char *slash = strrchr(joined, '/');
    if (!slash) {
        if (!realpath(".", parent)) return 0;
        return snprintf(path, PATH_MAX, "%s/%s", parent, joined) < PATH_MAX && is_below(path);
    }
    *slash = 0;
    if (!realpath(*joined ? joined : "/", parent)) return 0;
    return snprintf(path, PATH_MAX, "%s/%s", parent, slash + 1) < PATH_MAX && is_below(path);
}

static uint64_t inode(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

/* Whether this change is to fail; sets errno. */
static int fails(void) {
    long number = ++count;
    if (number != failing && !(number > failing && failing > 0 && !strcmp(kind, "broken"))) return 0;
    errno = !strcmp(kind, "full") ? ENOSPC : EIO;
    return 1;
}

/* One line of the log: kind, inode, offset, and two byte strings. */
static void append(char what, uint64_t inode, uint64_t offset, const void *one, uint32_t one_length, const char *other) {
    int saved = errno;
    uint32_t other_length = other ? strlen(other) : 0;
    size_t length = 25 + one_length + other_length;
    char *line = malloc(length), *at = line;
    if (!line) abort();
    *at++ = what;
    memcpy(at, &inode, 8), at += 8;
    memcpy(at, &offset, 8), at += 8;
    memcpy(at, &one_length, 4), at += 4;
    memcpy(at, &other_length, 4), at += 4;
    memcpy(at, one, one_length), at += one_length;
    if (other) memcpy(at, other, other_length);
    if (syscall(SYS_write, log_fd, line, length) != (ssize_t)length) abort();
    free(line);
    errno = saved;
}

static void append_path(char what, uint64_t inode, const char *path, const char *other) {
    append(what, inode, 0, path + root_length, strlen(path) - root_length, other ? other + root_length : NULL);
}

static int open_any(int at, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    struct stat before;
    if (!(flags & (O_CREAT | O_TRUNC)) || !resolve(at, name, path))
        return syscall(SYS_openat, at, name, flags | O_LARGEFILE, mode);
    pthread_mutex_lock(&turn);
    int existed = !lstat(path, &before), changes = !existed || (flags & O_TRUNC && before.st_size);
    int fd = changes && fails() ? -1 : syscall(SYS_openat, at, name, flags | O_LARGEFILE, mode);
    if (fd >= 0 && !existed) append_path('c', inode(fd), path, NULL);
    else if (fd >= 0 && changes) append('t', inode(fd), 0, "", 0, NULL);
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPEN(name, first, at)                                        \
    int name(first const char *path, int flags, ...) {               \
        va_list rest;                                                \
        va_start(rest, flags);                                       \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0; \
        va_end(rest);                                                \
        return open_any(at, path, flags, mode);                      \
    }
#define NOTHING
#define DIRECTORY int directory,
OPEN(open, NOTHING, AT_FDCWD)
OPEN(open64, NOTHING, AT_FDCWD)
OPEN(openat, DIRECTORY, directory)
OPEN(openat64, DIRECTORY, directory)

/* Writes at an offset, or at the position of the file if it is negative. */
static ssize_t write_any(int fd, const void *bytes, size_t length, off_t offset) {
    char path[PATH_MAX];
    if (log_fd < 0 || !path_of(fd, path))
        return offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
    pthread_mutex_lock(&turn);
    off_t at = offset;
    if (at < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    int is_failing = fails(), error = errno;
    if (is_failing) length = strcmp(kind, "torn") ? 0 : length / 2;
    ssize_t written = !length ? 0 : offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
    if (written > 0) append('w', inode(fd), at, bytes, written, NULL);
    pthread_mutex_unlock(&turn);
    if (!is_failing) return written;
    errno = error;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_any(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return write_any(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return write_any(fd, bytes, length, offset); }
ssize_t writev(int fd, const struct iovec *parts, int number) {
    char path[PATH_MAX];
    if (log_fd < 0 || !path_of(fd, path)) return syscall(SYS_writev, fd, parts, number);
    for (; number > 1 && !parts->iov_len; number--) parts++;
    return number ? write_any(fd, parts->iov_base, parts->iov_len, -1) : 0;
}

/* The caller copies by read and write instead. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) {
    char path[PATH_MAX];
    if (path_of(out, path)) return errno = ENOSYS, -1;
    return syscall(SYS_copy_file_range, in, in_at, out, out_at, length, flags);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t length) {
    char path[PATH_MAX];
    if (path_of(out, path)) return errno = EINVAL, -1;
    return syscall(SYS_sendfile, out, in, at, length);
}
ssize_t sendfile(int out, int in, off_t *at, size_t length) { return sendfile64(out, in, at, length); }

/* A change of an open file. */
#define ON_FILE(name, arguments, what, size, call)                   \
    int name arguments {                                             \
        char path[PATH_MAX];                                         \
        if (log_fd < 0 || !path_of(fd, path)) return call;           \
        pthread_mutex_lock(&turn);                                   \
        int result = fails() ? -1 : call;                            \
        if (!result) append(what, inode(fd), size, "", 0, NULL);     \
        pthread_mutex_unlock(&turn);                                 \
        return result;                                               \
    }
ON_FILE(fsync, (int fd), 's', 0, syscall(SYS_fsync, fd))
ON_FILE(fdatasync, (int fd), 's', 0, syscall(SYS_fdatasync, fd))
ON_FILE(ftruncate, (int fd, off_t size), 't', size, syscall(SYS_ftruncate, fd, size))
ON_FILE(ftruncate64, (int fd, off64_t size), 't', size, syscall(SYS_ftruncate, fd, size))

/* A change of a name. */
static int name_any(char what, int at, const char *name, int other_at, const char *other, int flags) {
    char path[PATH_MAX], other_path[PATH_MAX];
    int is_ours = log_fd >= 0 && resolve(at, name, path);
    if (is_ours && other && !resolve(other_at, other, other_path)) is_ours = 0;
    if (is_ours) {
        pthread_mutex_lock(&turn);
        if (fails()) return pthread_mutex_unlock(&turn), -1;
    }
    int result = what == 'r'   ? syscall(SYS_renameat2, at, name, other_at, other, flags)
                 : what == 'l' ? syscall(SYS_linkat, at, name, other_at, other, flags)
                 : what == 'd' ? syscall(SYS_mkdirat, at, name, flags)
                               : syscall(SYS_unlinkat, at, name, flags);
    if (!is_ours) return result;
    struct stat found;
    if (!result) append_path(what, what == 'd' && !lstat(path, &found) ? found.st_ino : 0, path, other ? other_path : NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int rename(const char *from, const char *to) { return name_any('r', AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int at, const char *from, int to_at, const char *to) { return name_any('r', at, from, to_at, to, 0); }
int renameat2(int at, const char *from, int to_at, const char *to, unsigned flags) { return name_any('r', at, from, to_at, to, flags); }
int link(const char *from, const char *to) { return name_any('l', AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) { return name_any('l', at, from, to_at, to, flags); }
int mkdir(const char *path, mode_t mode) { return name_any('d', AT_FDCWD, path, 0, NULL, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return name_any('d', at, path, 0, NULL, mode); }
int unlink(const char *path) { return name_any('u', AT_FDCWD, path, 0, NULL, 0); }
int rmdir(const char *path) { return name_any('u', AT_FDCWD, path, 0, NULL, AT_REMOVEDIR); }
int unlinkat(int at, const char *path, int flags) { return name_any('u', at, path, 0, NULL, flags); }
