// SPDX-License-Identifier: MIT
//
// Mutex and Lock: std::mutex with clang's thread-safety annotations, which libstdc++ does not carry.
//
// Threading: Mutex may be shared; a Lock belongs to one scope of one thread.
// Ownership: a Lock must not outlive its Mutex.
// Errors:    none; locking never fails.
#pragma once

#include <mutex>

#if defined(__clang__)
#define AIPOOL_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define AIPOOL_THREAD_ATTRIBUTE(x)
#endif
#define AIPOOL_GUARDED_BY(x) AIPOOL_THREAD_ATTRIBUTE(guarded_by(x))
#define AIPOOL_REQUIRES(x) AIPOOL_THREAD_ATTRIBUTE(requires_capability(x))
#define AIPOOL_EXCLUDES(x) AIPOOL_THREAD_ATTRIBUTE(locks_excluded(x))

namespace aipool {

class AIPOOL_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() AIPOOL_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() AIPOOL_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class AIPOOL_THREAD_ATTRIBUTE(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) AIPOOL_THREAD_ATTRIBUTE(acquire_capability(mutex)) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() AIPOOL_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace aipool
