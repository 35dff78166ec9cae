/* SPDX-License-Identifier: MIT
 *
 * plain_c: the smallest useful plugin, in C99 and with no other library than libc. Its provider "plain-c" greets and
 * says how many messages it was sent.
 */
#include <aipool/abi.h>
#include <stdio.h>
#include <string.h>

#define LITERAL(text) \
  { text, sizeof(text) - 1 }

#define MANIFEST                                                                     \
  "{\"abi\":\"1.0\",\"name\":\"plain_c\",\"version\":\"0.1.0\",\"license\":\"MIT\"," \
  "\"protocols\":[],\"providers\":[{\"id\":\"plain-c\",\"protocols\":[]}]}"

/* [doc:manifest] */
/* The host reads this section without running the plugin. */
__attribute__((section(AIP_MANIFEST_SECTION), used)) static const char manifest[] = MANIFEST;
/* [/doc:manifest] */

static uint64_t live_objects; /* changed by several threads */

static void count(int64_t change) { __atomic_fetch_add(&live_objects, (uint64_t)change, __ATOMIC_RELAXED); }

static aip_bytes text(const char* data) {
  aip_bytes bytes;
  bytes.data = data;
  bytes.len = strlen(data);
  return bytes;
}

/* [doc:call] */
/* What one call remembers; it lives in the call arena, so nothing is ever freed here. */
typedef struct call {
  aip_enum operation;
  size_t messages;
  aip_bytes model;
} call;

static aip_rc call_open(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                        void** made) {
  call* self = env->call->alloc(env->call->ctx, sizeof *self, sizeof(void*));
  (void)instance;
  (void)account;
  if (self == NULL) return AIP_E_NOMEM;
  self->operation = request->operation;
  self->messages = request->message_count;
  self->model = request->client_model;
  count(1);
  *made = self;
  return AIP_OK;
}

static void call_close(void* made) {
  (void)made;
  count(-1);
}
/* [/doc:call] */

static aip_event new_event(aip_enum kind) {
  aip_event event;
  memset(&event, 0, sizeof event);
  event.struct_size = sizeof event;
  event.kind = kind;
  return event;
}

/* [doc:emit] */
static aip_rc emit(const aip_out* out, const aip_event* event) { return out->event(out->ctx, event); }

static aip_rc emit_part(const aip_out* out, aip_enum kind, const char* piece) {
  aip_event event = new_event(kind);
  event.part_kind = AIP_PART_TEXT;
  event.text = text(piece);
  return emit(out, &event);
}
/* [/doc:emit] */

static aip_rc generate(const call* self, const aip_env* env, const aip_out* out) {
  char greeting[80];
  aip_usage usage;
  aip_event start = new_event(AIP_EVENT_START);
  aip_event finish = new_event(AIP_EVENT_FINISH);
  aip_event used = new_event(AIP_EVENT_USAGE);
  aip_event end = new_event(AIP_EVENT_END);
  aip_rc rc;
  snprintf(greeting, sizeof greeting, "Hello from plain C. Messages: %lu.", (unsigned long)self->messages);
  start.id = text("plain-1");
  start.name = self->model;
  start.created = env->now_unix_ms / 1000;
  finish.finish = AIP_FINISH_STOP;
  memset(&usage, 0, sizeof usage);
  usage.struct_size = sizeof usage;
  usage.flags = AIP_USAGE_ESTIMATED;
  usage.present = AIP_COUNT_OUTPUT;
  usage.output = strlen(greeting) / 4;
  used.usage = &usage;
  /* A nonzero code ends it: AIP_STOP when the client is gone, an error class when the host refuses. */
  if ((rc = emit(out, &start)) != AIP_OK) return rc;
  if ((rc = emit_part(out, AIP_EVENT_PART_START, "")) != AIP_OK) return rc;
  if ((rc = emit_part(out, AIP_EVENT_PART_DELTA, greeting)) != AIP_OK) return rc;
  if ((rc = emit_part(out, AIP_EVENT_PART_END, "")) != AIP_OK) return rc;
  if ((rc = emit(out, &finish)) != AIP_OK) return rc;
  if ((rc = emit(out, &used)) != AIP_OK) return rc;
  return emit(out, &end);
}

static aip_rc list_models(const aip_out* out) {
  aip_event model = new_event(AIP_EVENT_MODEL);
  aip_event end = new_event(AIP_EVENT_END);
  aip_rc rc;
  model.id = text("plain-c");
  model.text = text("aipool");
  if ((rc = emit(out, &model)) != AIP_OK) return rc;
  return emit(out, &end);
}

static aip_rc call_step(void* made, const aip_env* env, const aip_input* input, const aip_out* out) {
  const call* self = made;
  if (input->kind != AIP_INPUT_START) return AIP_OK;
  return self->operation == AIP_OP_LIST_MODELS ? list_models(out) : generate(self, env, out);
}

static aip_enum support(void* instance, const aip_account* account, aip_enum operation) {
  (void)instance;
  (void)account;
  return operation == AIP_OP_GENERATE || operation == AIP_OP_LIST_MODELS ? AIP_SUPPORT_OWN : AIP_SUPPORT_NONE;
}

/* [doc:module] */
static const aip_steps steps = {sizeof steps, 0, call_open, call_step, call_close};

static const aip_provider provider = {
    .struct_size = sizeof provider, .id = LITERAL("plain-c"), .support = support, .steps = &steps};

static int the_instance; /* there is nothing to remember: its address is all that counts */

static aip_rc create(const aip_host* host, aip_fields config, void** instance) {
  (void)host;
  (void)config;
  count(1);
  *instance = &the_instance;
  return AIP_OK;
}

static void destroy(void* instance) {
  (void)instance;
  count(-1);
}

static const void* role(void* instance, aip_bytes id, size_t index) {
  static const char wanted[] = AIP_ROLE_ID_PROVIDER;
  (void)instance;
  if (index != 0 || id.len != sizeof wanted - 1 || memcmp(id.data, wanted, id.len) != 0) return NULL;
  return &provider;
}

static uint64_t live(void) { return __atomic_load_n(&live_objects, __ATOMIC_ACQUIRE); }

const aip_module* aipool_plugin_v1(const aip_host* host) {
  static const aip_module module = {.struct_size = sizeof module,
                                    .magic = AIP_MAGIC,
                                    .abi_major = AIP_ABI_MAJOR,
                                    .abi_minor = AIP_ABI_MINOR,
                                    .name = LITERAL("plain_c"),
                                    .version = LITERAL("0.1.0"),
                                    .vendor = LITERAL("aipool"),
                                    .license = LITERAL("MIT"),
                                    .manifest_json = {manifest, sizeof manifest - 1},
                                    .create = create,
                                    .destroy = destroy,
                                    .role = role,
                                    .live = live};
  (void)host;
  return &module;
}
/* [/doc:module] */
