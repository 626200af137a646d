/*
 * out/dir_lock.h - a lock on a directory that ends with the process that holds it.
 *
 * The lock is on the directory itself: it leaves no file, and follows a renamed directory.
 *
 * Owner:   the caller closes the descriptor, which unlocks.
 */
#ifndef TINYFLEET_OUT_DIR_LOCK_H
#define TINYFLEET_OUT_DIR_LOCK_H

typedef enum DirLock { DIR_LOCK_OURS, DIR_LOCK_TAKEN, DIR_LOCK_ABSENT } DirLock;

/* ret_lock: a descriptor, only of one that is ours. A file system without locks grants all. */
DirLock dir_lock(const char *path, int *ret_lock);

#endif
