/* SPDX-License-Identifier: MIT
 *
 * The plugin of plugin.cc in C: nothing widens the structs for it, so it asks AIP_HAS() and sizes itself.
 */
#include <aipool/abi.h>
#include <stdio.h>
#include <string.h>

#define LITERAL(text) \
  { text, sizeof(text) - 1 }
#define MANIFEST                                                                   \
  "{\"abi\":\"1.0\",\"name\":\"minor\",\"version\":\"1.0.0\",\"license\":\"MIT\"," \
  "\"protocols\":[],\"providers\":[{\"id\":\"minor-steps\",\"protocols\":[]},"     \
  "{\"id\":\"minor-api\",\"protocols\":[\"openai.chat\"]}]}"

__attribute__((section(AIP_MANIFEST_SECTION), used)) static const char manifest[] = MANIFEST;

#if AIP_ABI_MINOR >= 1
#define SINCE_1(object, T) (AIP_HAS(object, T, since_1) ? (object)->since_1 : 0)
#define SET_1(object, T, number) \
  if ((object)->struct_size >= offsetof(T, since_1) + sizeof(uint64_t)) (object)->since_1 = (number) + 1
#else
#define SINCE_1(object, T) ((void)(object), (uint64_t)0)
#define SET_1(object, T, number) (void)(number)
#endif
#if AIP_ABI_MINOR >= 2
#define SINCE_2(object, T) (AIP_HAS(object, T, since_2) ? (object)->since_2 : 0)
#define SET_2(object, T, number) \
  if ((object)->struct_size >= offsetof(T, since_2) + sizeof(uint64_t)) (object)->since_2 = (number) + 2
#else
#define SINCE_2(object, T) ((void)(object), (uint64_t)0)
#define SET_2(object, T, number) (void)(number)
#endif
#define SAY(call, name, object, T)                                                                                    \
  (call)->len += (size_t)snprintf((call)->text + (call)->len, sizeof(call)->text - (call)->len, "%s %lu %lu\n", name, \
                                  (unsigned long)SINCE_1(object, T), (unsigned long)SINCE_2(object, T))

/* What one call says; it lives in the call arena. */
typedef struct call {
  size_t len;
  char text[512];
} call;

static uint64_t live_objects;

static void say_messages(call* self, const aip_request* request) {
  for (size_t i = 0; i < request->message_count; ++i) {
    const aip_message* message = (const aip_message*)((const char*)request->messages + i * request->message_stride);
    SAY(self, "message", message, aip_message);
    for (size_t j = 0; j < message->part_count; ++j) {
      const aip_part* part = (const aip_part*)((const char*)message->parts + j * message->part_stride);
      self->len += (size_t)snprintf(self->text + self->len, sizeof self->text - self->len, "%.*s", (int)part->text.len,
                                    part->text.data);
      SAY(self, "", part, aip_part);
    }
  }
}

static aip_rc open_call(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                        void** made) {
  call* self = env->call->alloc(env->call->ctx, sizeof *self, sizeof(void*));
  (void)instance;
  if (self == NULL) return AIP_E_NOMEM;
  self->len = 0;
  SAY(self, "account", account, aip_account);
  SAY(self, "request", request, aip_request);
  say_messages(self, request);
  ++live_objects;
  *made = self;
  return AIP_OK;
}

static aip_event event_of(aip_enum kind) {
  aip_event event;
  memset(&event, 0, sizeof event);
  event.struct_size = sizeof event;
  event.kind = kind;
  return event;
}

static aip_rc step(void* made, const aip_env* env, const aip_input* input, const aip_out* out) {
  call* self = made;
  aip_event start = event_of(AIP_EVENT_PART_START);
  aip_event delta = event_of(AIP_EVENT_PART_DELTA);
  aip_event end = event_of(AIP_EVENT_END);
  (void)env;
  SAY(self, "input", input, aip_input);
  start.part_kind = delta.part_kind = AIP_PART_TEXT;
  delta.text.data = self->text;
  delta.text.len = self->len;
  SET_1(&delta, aip_event, 30);
  SET_2(&delta, aip_event, 30);
  out->event(out->ctx, &start);
  out->event(out->ctx, &delta);
#if AIP_ABI_MINOR >= 1
  aip_event later = event_of(AIP_EVENT_SINCE_1);
  out->event(out->ctx, &later);
#endif
  return out->event(out->ctx, &end);
}

static void close_call(void* made) {
  (void)made;
  --live_objects;
}

static aip_enum support(void* instance, const aip_account* account, aip_enum operation) {
  (void)instance;
  (void)account;
#if AIP_ABI_MINOR >= 1
  if (operation == AIP_OP_SINCE_1) return AIP_SUPPORT_OWN;
#endif
  return operation == AIP_OP_GENERATE ? AIP_SUPPORT_OWN : AIP_SUPPORT_NONE;
}

static aip_rc prepare(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                      aip_prepared* prepared) {
  static const aip_bytes method = LITERAL("POST");
  static const aip_bytes path = LITERAL("/minor");
  (void)instance;
  (void)env;
  (void)account;
  (void)request;
  prepared->method = method;
  prepared->path = path;
  SET_1(prepared, aip_prepared, 40);
  SET_2(prepared, aip_prepared, 40);
  return AIP_OK;
}

static aip_rc judge(void* instance, const aip_env* env, const aip_failure* failure, aip_verdict* verdict) {
  (void)instance;
  (void)env;
  (void)failure;
  verdict->retryable = AIP_YES;
#if AIP_ABI_MINOR >= 1
  verdict->fault = AIP_FAULT_SINCE_1;
#endif
  SET_1(verdict, aip_verdict, 50);
  SET_2(verdict, aip_verdict, 50);
  return AIP_OK;
}

static const aip_steps steps = {.struct_size = sizeof steps, .open = open_call, .step = step, .close = close_call};
static const aip_bytes protocols[] = {LITERAL("openai.chat")};
static const aip_provider providers[] = {
    {.struct_size = sizeof *providers, .id = LITERAL("minor-steps"), .support = support, .steps = &steps},
    {.struct_size = sizeof *providers,
     .id = LITERAL("minor-api"),
     .protocols = protocols,
     .protocol_count = 1,
     .default_base_url = LITERAL("http://127.0.0.1:9"),
     .support = support,
     .prepare = prepare,
     .judge = judge}};

static int the_instance;

static aip_rc create(const aip_host* host, aip_fields config, void** instance) {
  (void)host;
  (void)config;
  ++live_objects;
  *instance = &the_instance;
  return AIP_OK;
}

static void destroy(void* instance) {
  (void)instance;
  --live_objects;
}

static const void* role(void* instance, aip_bytes id, size_t index) {
  static const char wanted[] = AIP_ROLE_ID_PROVIDER;
  (void)instance;
  if (index > 1 || id.len != sizeof wanted - 1 || memcmp(id.data, wanted, id.len) != 0) return NULL;
  return &providers[index];
}

static uint64_t live(void) { return live_objects; }

const aip_module* aipool_plugin_v1(const aip_host* host) {
  static const aip_module module = {.struct_size = sizeof module,
                                    .magic = AIP_MAGIC,
                                    .abi_major = AIP_ABI_MAJOR,
                                    .abi_minor = AIP_ABI_MINOR,
                                    .name = LITERAL("minor"),
                                    .version = LITERAL("1.0.0"),
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
