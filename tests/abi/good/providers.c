/* SPDX-License-Identifier: MIT
 *
 * providers.c - two providers of the mirror: one that speaks its protocol, one that drives its own exchanges.
 */
#include <string.h>

#include "mirror.h"

static aip_bytes option(const aip_account* account, const char* name) {
  const aip_bytes absent = ABSENT;
  size_t i;
  for (i = 0; i < account->options.count; ++i) {
    if (mirror_is(account->options.items[i].name, name)) return account->options.items[i].value;
  }
  return absent;
}

static aip_rc check_account(void* instance, const aip_env* env, const aip_account* account) {
  (void)instance;
  if (mirror_is(option(account, "zone"), "mars")) {
    return mirror_fail(env, AIP_E_INVALID_REQUEST, "nobody serves mars", "zone");
  }
  return mirror_is(option(account, "zone"), "moon") ? AIP_DECLINED : AIP_OK;
}

static aip_rc protocol_of(void* instance, const aip_env* env, const aip_account* account, aip_bytes* protocol) {
  (void)instance;
  (void)env;
  if (mirror_is(option(account, "zone"), "moon")) return AIP_DECLINED;
  *protocol = mirror_text(mirror_is(option(account, "zone"), "odd") ? "oddly" : "mirror");
  return AIP_OK;
}

static aip_enum support(void* instance, const aip_account* account, aip_enum operation) {
  (void)instance;
  (void)account;
  if (operation == AIP_OP_GENERATE) return AIP_SUPPORT_PROTOCOL;
  return operation == AIP_OP_LIST_MODELS ? AIP_SUPPORT_OWN : AIP_SUPPORT_NONE;
}

static aip_rc prepare(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                      aip_prepared* prepared) {
  struct both {
    aip_field header;
    aip_splice splice;
  }* made = env->call->alloc(env->call->ctx, sizeof *made, sizeof(void*));
  (void)instance;
  if (made == NULL) return AIP_E_NOMEM;
  if (mirror_is(request->client_model, "refused")) return mirror_fail(env, AIP_E_NOT_FOUND, "no such model", "model");
  memset(made, 0, sizeof *made);
  made->header.name = mirror_text("authorization");
  made->header.value = account->credential.items[0].value;
  made->splice.offset = 2;
  made->splice.insert = option(account, "zone");
  prepared->method = mirror_text("POST");
  prepared->path = mirror_text("/words");
  prepared->query = mirror_text("v=1");
  prepared->headers.items = &made->header;
  prepared->headers.count = 1;
  prepared->splices = &made->splice;
  prepared->splice_count = 1;
  prepared->prefix = mirror_text("(");
  prepared->suffix = mirror_text(")");
  prepared->flags = AIP_PREPARED_NO_PASS;
  return AIP_OK;
}

static aip_rc unwrap(void* instance, const aip_env* env, aip_bytes data, aip_bytes* inner) {
  static const char elsewhere[] = "elsewhere";
  (void)instance;
  if (data.len < 2) return AIP_DECLINED;
  if (mirror_is(data, "(broken")) return mirror_fail(env, AIP_E_UPSTREAM_PROTOCOL, "no closing parenthesis", "");
  inner->data = mirror_is(data, "(outside)") ? elsewhere : data.data + 1;
  inner->len = data.len - 2;
  return AIP_OK;
}

static aip_rc judge(void* instance, const aip_env* env, const aip_failure* failure, aip_verdict* verdict) {
  (void)instance;
  (void)env;
  if (failure->status == 500) return AIP_DECLINED;
  if (failure->status == 501) return AIP_E_INTERNAL;
  if (failure->status != 401) return AIP_OK;
  verdict->fault = AIP_FAULT_CREDENTIAL;
  verdict->retryable = AIP_NO;
  verdict->scope = 77; /* of some later minor */
  verdict->retry_after_ms = 2000;
  verdict->flags = AIP_VERDICT_REFRESH;
  return AIP_OK;
}

static aip_rc emit(const aip_out* out, aip_enum kind, aip_bytes text) {
  aip_event event;
  memset(&event, 0, sizeof event);
  event.struct_size = sizeof event;
  event.kind = kind;
  event.text = text;
  return out->event(out->ctx, &event);
}

static aip_rc decode_own(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                         const aip_reply* reply, const aip_out* out) {
  (void)instance;
  (void)env;
  (void)request;
  return emit(out, AIP_EVENT_MODEL, account->uuid.len > 0 ? reply->body : account->uuid);
}

static aip_rc open_call(void* instance, const aip_env* env, const aip_account* account, const aip_request* request,
                        void** call) {
  (void)instance;
  (void)account;
  if (mirror_is(request->client_model, "refused")) return mirror_fail(env, AIP_E_NOT_FOUND, "no such model", "model");
  *call = mirror_open();
  return AIP_OK;
}

static aip_rc step(void* call, const aip_env* env, const aip_input* input, const aip_out* out) {
  aip_http http;
  (void)call;
  if (input->kind == AIP_INPUT_START) return out->timer(out->ctx, 7, 25);
  if (input->kind == AIP_INPUT_TIMER && input->timer_id == 7) {
    memset(&http, 0, sizeof http);
    http.struct_size = sizeof http;
    http.exchange_id = 3;
    http.target = mirror_text("/poll");
    return out->http(out->ctx, &http);
  }
  if (input->kind == AIP_INPUT_DATA) return emit(out, AIP_EVENT_PART_DELTA, input->data);
  if (input->kind == AIP_INPUT_END) return emit(out, AIP_EVENT_END, mirror_text(""));
  return mirror_fail(env, AIP_E_UPSTREAM_PROTOCOL, "out of step", "");
}

static const aip_bytes spoken[] = {TEXT("mirror")};
static const aip_option account_options[] = {
    {TEXT("zone"), AIP_OPTION_STRING, 0, TEXT("eu"), TEXT("where it runs")},
    {TEXT("token"), AIP_OPTION_STRING, AIP_OPTION_FLAG_SECRET, ABSENT, TEXT("a second secret")},
};

const aip_provider mirror_api = {sizeof(aip_provider),
                                 0,
                                 TEXT("mirror-api"),
                                 spoken,
                                 1,
                                 account_options,
                                 2,
                                 TEXT("http://127.0.0.1:9"),
                                 ABSENT,
                                 check_account,
                                 protocol_of,
                                 support,
                                 prepare,
                                 unwrap,
                                 judge,
                                 decode_own,
                                 NULL};

static const aip_steps steps = {sizeof(aip_steps), 0, open_call, step, mirror_close};

const aip_provider mirror_steps = {sizeof(aip_provider),
                                   0,
                                   TEXT("mirror-steps"),
                                   NULL,
                                   0,
                                   NULL,
                                   0,
                                   ABSENT,
                                   ABSENT,
                                   NULL,
                                   NULL,
                                   NULL,
                                   NULL,
                                   NULL,
                                   NULL,
                                   NULL,
                                   &steps};
