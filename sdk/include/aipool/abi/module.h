/* SPDX-License-Identifier: MIT
 *
 * module.h - the entry of a plugin: one exported function that returns one table.
 *
 * Flow:      aipool_plugin_v1(host) -> checks -> create -> role... -> destroy -> live() == 0 -> unload.
 * Threading: [control] throughout.
 * Ownership: the module is static. An instance is the plugin's; destroy() is called exactly once for each create().
 * Errors:    the entry returns NULL to refuse. create() says why with a line in the host's log.
 */
#ifndef AIPOOL_ABI_MODULE_H
#define AIPOOL_ABI_MODULE_H

#include "aipool/abi/host.h"
#include "aipool/abi/types.h"

/* ELF section with the manifest: JSON text, readable without running the plugin.
 *   {"abi":"1.0","name":"openai","version":"0.1.0","license":"MIT",
 *    "protocols":[{"id":"openai.chat","client":true,"upstream":true}],
 *    "providers":[{"id":"openai-custom","protocols":["openai.chat"]}]}                                          */
#define AIP_MANIFEST_SECTION ".aipool.manifest"

/* The first four members never move, in any major. */
typedef struct aip_module {
  uint32_t struct_size;
  uint32_t magic; /* AIP_MAGIC */
  uint32_t abi_major;
  uint32_t abi_minor;
  aip_bytes name; /* [a-z0-9_-]{1,64} */
  aip_bytes version;
  aip_bytes vendor;
  aip_bytes license;
  aip_bytes manifest_json; /* the bytes of the manifest section */
  const aip_option *options; /* plugins[].config */
  size_t option_count;
  /* No side effects before it and none but memory in it. */
  aip_rc (*create)(const aip_host *host, aip_fields config, void **instance);
  void (*destroy)(void *instance);
  /* The index-th table of a role id, or NULL past the last. */
  const void *(*role)(void *instance, aip_bytes id, size_t index);
  /* Objects of this module that are still alive, instances included; 0 before it is unloaded. */
  uint64_t (*live)(void);
} aip_module;

typedef const aip_module *(*aip_entry_fn)(const aip_host *host);

#define AIP_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C"
#endif
AIP_EXPORT const aip_module *aipool_plugin_v1(const aip_host *host);

#endif
