/* SPDX-License-Identifier: MIT
 *
 * host.h - what a plugin may ask of the host, and the environment of one call.
 *
 * Flow:      aip_host comes with the entry function and with create(); aip_env comes with every call on an instance.
 * Threading: every host function is [any].
 * Ownership: the tables outlive the module; an aip_env lives for the call that it was passed to.
 * Errors:    host functions cannot fail unless their comment says so.
 * Units:     nanoseconds where the name ends in _ns, milliseconds where it ends in _ms.
 */
#ifndef AIPOOL_ABI_HOST_H
#define AIPOOL_ABI_HOST_H

#include "aipool/abi/types.h"

#define AIP_LOG_ERROR 1u
#define AIP_LOG_WARN 2u
#define AIP_LOG_INFO 3u
#define AIP_LOG_DEBUG 4u

#define AIP_MODE_SERVE 0u
#define AIP_MODE_PROBE 1u /* a short-lived child looks at the plugin; nothing will be served */

#define AIP_METRIC_COUNTER 1u
#define AIP_METRIC_GAUGE 2u

typedef struct aip_host {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  aip_enum mode; /* AIP_MODE_* */
  void *ctx;
  aip_bytes name;
  aip_bytes version;

  /* Nonzero if a message of that level would be kept: ask before building a costly one. [any] */
  int (*log_enabled)(void *ctx, aip_enum level);
  /* Never put a credential or a prompt into `message` or `fields`. [any] */
  void (*log)(void *ctx, aip_enum level, aip_bytes message, const aip_fields *fields);
  uint64_t (*mono_ns)(void *ctx);                   /* [any] */
  int64_t (*unix_ms)(void *ctx);                    /* [any] */
  void (*random)(void *ctx, void *out, size_t len); /* cryptographic. [any] */
  /* Writes 36 characters without NUL; version is 4 or 7. [any] */
  void (*uuid)(void *ctx, uint32_t version, char *out36);
  /* Small stable number of a protocol id, never 0. [any] */
  uint32_t (*intern)(void *ctx, aip_bytes protocol_id);
  /* `label_keys` is a comma list. The host caps the label sets of a metric. [control] */
  uint32_t (*metric_id)(void *ctx, aip_enum kind, aip_bytes name, aip_bytes label_keys);
  void (*metric_add)(void *ctx, uint32_t id, double value, const aip_bytes *labels, size_t label_count); /* [any] */
  /* Nonzero once the call of this token is cancelled; long loops ask every 64 KiB. [any] */
  int (*cancelled)(void *ctx, const void *token);
  /* A service table by id ("aipool.hash/1"), or NULL. [control] */
  const void *(*service)(void *ctx, aip_bytes id);
} aip_host;

/* Service "aipool.hash/1". Digests are raw bytes. */
#define AIP_SERVICE_HASH "aipool.hash/1"
typedef struct aip_hash_service {
  uint32_t struct_size;
  uint32_t pad;
  void (*sha256)(aip_bytes data, uint8_t *out32);                     /* [any] */
  void (*hmac_sha256)(aip_bytes key, aip_bytes data, uint8_t *out32); /* [any] */
  uint32_t (*crc32)(uint32_t seed, aip_bytes data);                   /* [any] */
} aip_hash_service;

/* Service "aipool.base64/1": the standard alphabet with padding. */
#define AIP_SERVICE_BASE64 "aipool.base64/1"
typedef struct aip_base64_service {
  uint32_t struct_size;
  uint32_t pad;
  /* Text in the arena; AIP_E_NOMEM. [any] */
  aip_rc (*encode)(const aip_arena *arena, aip_bytes data, aip_bytes *text);
  /* Bytes in the arena; AIP_E_INVALID_REQUEST for a foreign character or a bad length. [any] */
  aip_rc (*decode)(const aip_arena *arena, aip_bytes text, aip_bytes *data);
} aip_base64_service;

/* Environment of one call into the plugin. */
typedef struct aip_env {
  uint32_t struct_size;
  uint32_t generation;
  void *ctx;
  const aip_arena *step; /* emptied when this call returns                        */
  const aip_arena *call; /* emptied when the request or the call object is closed */
  const void *token;     /* for aip_host.cancelled                                */
  aip_bytes call_id;     /* the request id, for logs                              */
  int64_t now_unix_ms;   /* so that a plugin is a pure function of its input      */
  /* Says why this call fails; returns error->error_class, so that `return env->fail(env, &error);` reads well. */
  aip_rc (*fail)(const struct aip_env *env, const aip_error *error);
  /* Reports something that the target cannot carry: a JSON pointer into the source, and a few words. */
  void (*loss)(const struct aip_env *env, aip_bytes pointer, aip_bytes why);
} aip_env;

#endif
