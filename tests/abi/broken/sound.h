/* SPDX-License-Identifier: MIT
 *
 * sound.h - a sound plugin with one protocol and one provider, of which each file beside it breaks one thing.
 *
 * Flow:      the file defines amend(), which changes the tables before the host sees them, and says PLUGIN(...).
 * Threading: as the ABI.
 * Ownership: all is static.
 * Errors:    none here; the functions only have to exist.
 */
#ifndef AIPOOL_TESTS_BROKEN_SOUND_H
#define AIPOOL_TESTS_BROKEN_SOUND_H

#include <string.h>

#include "aipool/abi.h"

#pragma GCC diagnostic ignored "-Wunused-parameter"

/* clang-format off */
#define TEXT(literal) {literal, sizeof(literal) - 1}
#define ABSENT {NULL, 0}

static aip_rc inspect(void *i, const aip_env *e, aip_request *r) { return AIP_OK; }
static aip_rc decode_request(void *i, const aip_env *e, aip_request *r) { return AIP_OK; }
static aip_rc encode_open(void *i, const aip_env *e, const aip_request *r, aip_answer *a, void **o) { return AIP_OK; }
static aip_rc encode_event(void *o, const aip_env *e, const aip_event *v, const aip_out *out) { return AIP_OK; }
static aip_rc encode_tick(void *o, const aip_env *e, const aip_out *out) { return AIP_OK; }
static void encode_close(void *o) {}
static aip_rc encode_error(void *i, const aip_env *e, const aip_error *x, uint32_t f, aip_answer *a,
                           const aip_out *out) { return AIP_OK; }
static aip_rc encode_request(void *i, const aip_env *e, const aip_request *r, const aip_out *out) { return AIP_OK; }
static aip_rc decode_open(void *i, const aip_env *e, const aip_request *r, const aip_reply *p, aip_enum *f,
                          void **o) { return AIP_OK; }
static aip_rc decode_frame(void *o, const aip_env *e, const aip_frame *f, const aip_out *out) { return AIP_OK; }
static aip_rc decode_end(void *o, const aip_env *e, const aip_out *out) { return AIP_OK; }
static void decode_close(void *o) {}
static aip_rc decode_error(void *i, const aip_env *e, const aip_reply *p, aip_error *x) { return AIP_OK; }
static aip_enum support(void *i, const aip_account *a, aip_enum operation) { return AIP_SUPPORT_PROTOCOL; }
static aip_rc prepare(void *i, const aip_env *e, const aip_account *a, const aip_request *r,
                      aip_prepared *p) { return AIP_OK; }
/* clang-format on */

static aip_route routes[] = {{TEXT("POST"), TEXT("/test/{model}"), ABSENT, ABSENT, AIP_OP_GENERATE, 0, 0, 0}};
static aip_client_half client = {sizeof(aip_client_half), 0,           routes,       1,           inspect,
                                 decode_request,          encode_open, encode_event, encode_tick, encode_close,
                                 encode_error};
static aip_upstream_half upstream = {
    sizeof(aip_upstream_half), 0, encode_request, decode_open, decode_frame, decode_end, decode_close, decode_error};
static aip_protocol protocol = {sizeof(aip_protocol), 0, TEXT("test.proto"), &client, &upstream};

static aip_bytes spoken[] = {TEXT("test.proto")};
static aip_provider provider = {
    sizeof(aip_provider), 0, TEXT("test-api"), spoken, 1,       NULL, 0,    TEXT("http://127.0.0.1:1"), ABSENT, NULL,
    NULL,                 support,             prepare, NULL,   NULL, NULL, NULL};

static aip_rc create(const aip_host *host, aip_fields config, void **instance) { return AIP_OK; }
static void destroy(void *instance) {}
static uint64_t live(void) { return 0; }

static int is(aip_bytes id, const char *name) { return id.len == strlen(name) && memcmp(id.data, name, id.len) == 0; }

static const void *role(void *instance, aip_bytes id, size_t index) {
  if (index == 0 && is(id, AIP_ROLE_ID_PROTOCOL)) return &protocol;
  if (index == 0 && is(id, AIP_ROLE_ID_PROVIDER)) return &provider;
  return NULL;
}

static void amend(aip_module *module);

/* What the manifest says of the roles, if the file does not say otherwise. */
#define ROLES                                                             \
  "\"protocols\":[{\"id\":\"test.proto\",\"client\":true,\"upstream\":true}]," \
  "\"providers\":[{\"id\":\"test-api\",\"protocols\":[\"test.proto\"]}]"

#define PLUGIN(NAME, MANIFEST_ROLES)                                                                        \
  static const char manifest[] __attribute__((section(AIP_MANIFEST_SECTION), used)) =                      \
      "{\"abi\":\"1.0\",\"name\":\"" NAME "\",\"version\":\"1.0.0\",\"license\":\"MIT\"," MANIFEST_ROLES "}"; \
  const aip_module *aipool_plugin_v1(const aip_host *host) {                                                \
    static aip_module module;                                                                               \
    const aip_module sound = {sizeof(aip_module), AIP_MAGIC,    AIP_ABI_MAJOR, AIP_ABI_MINOR,  TEXT(NAME),   \
                              TEXT("1.0.0"),      TEXT("test"), TEXT("MIT"),   TEXT(manifest), NULL,         \
                              0,                  create,       destroy,       role,           live};        \
    module = sound;                                                                                         \
    amend(&module);                                                                                         \
    return &module;                                                                                         \
  }                                                                                                         \
  typedef int semicolon_follows

#endif
