/* SPDX-License-Identifier: MIT
 *
 * mirror.c - a plugin in plain C whose protocol and providers do what the words they are given say.
 */
#include "mirror.h"

#include <stdlib.h>
#include <string.h>

static int objects;

/* What encoder, decoder and step call have: nothing but being counted. */
static void* new_object(void) {
  __atomic_add_fetch(&objects, 1, __ATOMIC_RELAXED);
  return malloc(1);
}
static void free_object(void* object) {
  __atomic_sub_fetch(&objects, 1, __ATOMIC_RELAXED);
  free(object);
}
static uint64_t live(void) { return (uint64_t)__atomic_load_n(&objects, __ATOMIC_RELAXED); }

int mirror_is(aip_bytes text, const char* word) {
  return text.len == strlen(word) && memcmp(text.data, word, text.len) == 0;
}

aip_bytes mirror_text(const char* text) {
  const aip_bytes bytes = {text, strlen(text)};
  return bytes;
}

aip_rc mirror_fail(const aip_env* env, aip_rc error_class, const char* message, const char* param) {
  aip_error error;
  memset(&error, 0, sizeof error);
  error.struct_size = sizeof error;
  error.error_class = error_class;
  error.http_status = 418;
  error.retry_after_ms = 1500;
  error.message = mirror_text(message);
  error.param = mirror_text(param);
  return env->fail(env, &error);
}

void* mirror_open(void) { return new_object(); }
void mirror_close(void* object) { free_object(object); }

static const aip_option options[] = {
    {TEXT("greeting"), AIP_OPTION_STRING, 0, TEXT("hello"), TEXT("what it logs when it is created")},
    {TEXT("patience"), AIP_OPTION_DURATION, AIP_OPTION_FLAG_RELOAD, TEXT("1500"), TEXT("how long it waits")},
};

static aip_rc create(const aip_host* host, aip_fields config, void** instance) {
  size_t i;
  for (i = 0; i < config.count; ++i) {
    if (mirror_is(config.items[i].name, "greeting")) host->log(host->ctx, AIP_LOG_INFO, config.items[i].value, &config);
    if (mirror_is(config.items[i].value, "fail")) return AIP_E_INVALID_REQUEST;
  }
  *instance = new_object();
  return AIP_OK;
}

static const void* role(void* instance, aip_bytes id, size_t index) {
  (void)instance;
  if (mirror_is(id, AIP_ROLE_ID_PROTOCOL) && index == 0) return &mirror_protocol;
  if (mirror_is(id, AIP_ROLE_ID_PROVIDER) && index == 0) return &mirror_api;
  if (mirror_is(id, AIP_ROLE_ID_PROVIDER) && index == 1) return &mirror_steps;
  return NULL;
}

static const char manifest[] __attribute__((section(AIP_MANIFEST_SECTION), used)) =
    "{\"abi\":\"1.0\",\"name\":\"mirror\",\"version\":\"1.2.3\",\"license\":\"MIT\","
    "\"protocols\":[{\"id\":\"mirror\",\"client\":true,\"upstream\":true}],"
    "\"providers\":[{\"id\":\"mirror-api\",\"protocols\":[\"mirror\"]},{\"id\":\"mirror-steps\",\"protocols\":[]}]}";

static const aip_module module = {sizeof(aip_module),
                                  AIP_MAGIC,
                                  AIP_ABI_MAJOR,
                                  AIP_ABI_MINOR,
                                  TEXT("mirror"),
                                  TEXT("1.2.3"),
                                  TEXT("test"),
                                  TEXT("MIT"),
                                  TEXT(manifest),
                                  options,
                                  2,
                                  create,
                                  free_object,
                                  role,
                                  live};

const aip_module* aipool_plugin_v1(const aip_host* host) {
  (void)host;
  return &module;
}
