/* SPDX-License-Identifier: MIT */
#include <pthread.h>

#include "sound.h"

/* Would run in a thread that ends after the plugin is gone. */
static void late(void* value) {}

static aip_rc make_key(const aip_host* host, aip_fields config, void** instance) {
  static pthread_key_t key;
  return pthread_key_create(&key, late) == 0 ? AIP_OK : AIP_E_INTERNAL;
}

static void amend(aip_module* module) { module->create = make_key; }

PLUGIN("thread-key", ROLES);
