/* SPDX-License-Identifier: MIT
 *
 * A thread-local variable with a destructor, as C++ makes one: whichever thread asks a question holds the library.
 */
#include "sound.h"

extern int __cxa_thread_atexit_impl(void (*destructor)(void*), void* object, void* library);
extern void* __dso_handle __attribute__((visibility("hidden")));

static void forget(void* object) {}

static aip_enum touching_support(void* i, const aip_account* a, aip_enum operation) {
  static __thread int touched;
  if (touched++ == 0) __cxa_thread_atexit_impl(forget, &touched, &__dso_handle);
  return AIP_SUPPORT_PROTOCOL;
}

static void amend(aip_module* module) { provider.support = touching_support; }

PLUGIN("thread-local", ROLES);
