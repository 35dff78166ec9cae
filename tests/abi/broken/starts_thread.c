/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <unistd.h>

#include "sound.h"

static void* wait(void* nothing) {
  for (;;) pause();
  return nothing;
}

static aip_rc start(const aip_host* host, aip_fields config, void** instance) {
  pthread_t thread;
  return pthread_create(&thread, NULL, wait, NULL) == 0 ? AIP_OK : AIP_E_INTERNAL;
}

static void amend(aip_module* module) { module->create = start; }

PLUGIN("starts-thread", ROLES);
