/* SPDX-License-Identifier: MIT
 *
 * types.h - scalars, views, error classes and arenas that every other part of the ABI uses.
 *
 * Flow:      included by all; holds no function of its own but the arena's alloc().
 * Threading: plain values; an arena belongs to the call it was given to.
 * Ownership: aip_bytes borrows. Arena memory is the host's and is never freed by the plugin.
 * Errors:    AIP_E_* below; alloc() gives NULL when the call is over its budget: return AIP_E_NOMEM.
 * Units:     bytes, milliseconds.
 */
#ifndef AIPOOL_ABI_TYPES_H
#define AIPOOL_ABI_TYPES_H

#include <stddef.h>
#include <stdint.h>

#define AIP_ABI_MAJOR 1u     /* another major: the two never talk                      */
#define AIP_ABI_MINOR 0u     /* another minor: appended members and new ids, both run  */
#define AIP_MAGIC 0x31504941u /* "AIP1"                                                 */

typedef int32_t aip_rc;
typedef uint32_t aip_enum; /* enumerations never cross as C enum types */

/* UTF-8 text or raw bytes; not terminated by NUL. {NULL, 0} is "absent" where absence matters. */
typedef struct aip_bytes {
  const char *data;
  size_t len;
} aip_bytes;

/* A named value: a header, an option, a label. */
typedef struct aip_field {
  aip_bytes name;
  aip_bytes value;
  uint32_t flags; /* AIP_FIELD_* */
  uint32_t pad;
} aip_field;
#define AIP_FIELD_SECRET 1u /* never logged, never shown */

typedef struct aip_fields {
  const aip_field *items;
  size_t count;
} aip_fields;

/* One member of a JSON object that nobody mapped, kept so that nothing is lost. */
typedef struct aip_extra {
  uint32_t origin;  /* number of the protocol it came from, see aip_host.intern */
  uint32_t ordinal; /* place among its siblings in the source object            */
  aip_bytes key;    /* unescaped                                                */
  aip_bytes raw;    /* exact source text of the value                           */
} aip_extra;

typedef struct aip_extras {
  const aip_extra *items;
  size_t count;
} aip_extras;

/* True if `p` is there, was made by a side that knows member `m`, and the member is set. */
#define AIP_HAS(p, T, m) ((p) && (p)->struct_size >= offsetof(T, m) + sizeof((p)->m) && (p)->m)

/* Error classes: negative return values, and aip_error.error_class. One that the reader does not know is INTERNAL. */
#define AIP_OK 0
#define AIP_E_INVALID_REQUEST (-1)
#define AIP_E_AUTH (-2)
#define AIP_E_PERMISSION (-3)
#define AIP_E_NOT_FOUND (-4)
#define AIP_E_RATE_LIMITED (-5)
#define AIP_E_QUOTA (-6)
#define AIP_E_OVERLOADED (-7)
#define AIP_E_TIMEOUT (-8)
#define AIP_E_UPSTREAM_PROTOCOL (-9) /* the upstream's bytes make no sense */
#define AIP_E_CONTENT_FILTER (-10)
#define AIP_E_CONTEXT_LENGTH (-11)
#define AIP_E_CANCELLED (-12)
#define AIP_E_NOMEM (-13)
#define AIP_E_PANIC (-14) /* an exception reached the barrier of the plugin */
#define AIP_E_UNSUPPORTED (-15)
#define AIP_E_TOO_LARGE (-16)
#define AIP_E_INTERNAL (-17)

/* Soft outcomes: positive return values. */
#define AIP_STOP 1     /* from a callback: the receiver is gone, return soon       */
#define AIP_DECLINED 2 /* this function does not apply here; the host falls back   */

/* What went wrong, in words that may be shown to a client. Its texts are read before the function returns. */
typedef struct aip_error {
  uint32_t struct_size;
  int32_t error_class;    /* AIP_E_*                                                            */
  int32_t http_status;    /* 0: the host's table decides from the class                         */
  uint32_t origin;        /* protocol whose words type, code and param are; 0: the host's own   */
  int64_t retry_after_ms; /* 0 or below: not said                                               */
  aip_bytes message;      /* one sentence; no credential, no prompt                             */
  aip_bytes type;
  aip_bytes code;
  aip_bytes param;
} aip_error;

/* Bump allocator of the host. */
typedef struct aip_arena {
  uint32_t struct_size;
  uint32_t pad;
  void *ctx;
  void *(*alloc)(void *ctx, size_t size, size_t align);
} aip_arena;

/* One row of a configuration table: the host checks the operator's file against it, with exact positions. */
typedef struct aip_option {
  aip_bytes name;
  aip_enum type;          /* AIP_OPTION_*                                  */
  uint32_t flags;         /* AIP_OPTION_FLAG_*                             */
  aip_bytes default_text; /* {NULL, 0}: none; else in the canonical form   */
  aip_bytes help;         /* one sentence                                  */
} aip_option;

/* Canonical form of the value that the plugin gets as text. A type that the host does not know is a STRING. */
#define AIP_OPTION_STRING 1u
#define AIP_OPTION_INTEGER 2u  /* decimal                     */
#define AIP_OPTION_NUMBER 3u   /* shortest decimal            */
#define AIP_OPTION_BOOLEAN 4u  /* true | false                */
#define AIP_OPTION_DURATION 5u /* milliseconds, decimal       */
#define AIP_OPTION_SIZE 6u     /* bytes, decimal              */
#define AIP_OPTION_STRINGS 7u  /* JSON array of strings       */
#define AIP_OPTION_MAP 8u      /* JSON object of strings      */

#define AIP_OPTION_FLAG_SECRET 1u
#define AIP_OPTION_FLAG_REQUIRED 2u
#define AIP_OPTION_FLAG_RELOAD 4u /* a change needs a new generation, not only a new instance */

#endif
