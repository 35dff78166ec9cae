/* SPDX-License-Identifier: MIT
 *
 * protocol.c - the protocol of the mirror: bodies are words, some of which are orders.
 */
#include <string.h>

#include "mirror.h"

static aip_rc inspect(void* instance, const aip_env* env, aip_request* request) {
  char* copy;
  (void)instance;
  if (mirror_is(request->source_body, "bad")) {
    return mirror_fail(env, AIP_E_INVALID_REQUEST, "the body is bad", "body");
  }
  if (mirror_is(request->source_body, "silent")) return AIP_E_TOO_LARGE;
  if (mirror_is(request->source_body, "panic")) return AIP_E_PANIC;
  if (mirror_is(request->source_body, "decline")) return AIP_DECLINED;
  copy = env->call->alloc(env->call->ctx, request->source_body.len, 1);
  if (copy == NULL) return AIP_E_NOMEM;
  memcpy(copy, request->source_body.data, request->source_body.len);
  request->operation = AIP_OP_GENERATE;
  request->client_model.data = copy;
  request->client_model.len = request->source_body.len;
  return AIP_OK;
}

static aip_rc decode_request(void* instance, const aip_env* env, aip_request* request) {
  (void)instance;
  env->loss(env, mirror_text("/mood"), mirror_text("nobody can carry it"));
  if (!mirror_is(request->source_body, "forgetful")) request->flags |= AIP_REQUEST_DECODED;
  return AIP_OK;
}

static aip_rc encode_open(void* instance, const aip_env* env, const aip_request* request, aip_answer* answer,
                          void** encoder) {
  aip_field* header = env->step->alloc(env->step->ctx, sizeof *header, sizeof(void*));
  (void)instance;
  if (header == NULL) return AIP_E_NOMEM;
  if (mirror_is(request->client_model, "unencodable")) return mirror_fail(env, AIP_E_UNSUPPORTED, "not this one", "");
  memset(header, 0, sizeof *header);
  header->name = mirror_text("x-mirror");
  header->value = env->call_id;
  answer->content_type = mirror_text("text/mirror");
  answer->headers.items = header;
  answer->headers.count = 1;
  *encoder = mirror_open();
  return AIP_OK;
}

static aip_rc encode_event(void* encoder, const aip_env* env, const aip_event* event, const aip_out* out) {
  (void)encoder;
  out->bytes(out->ctx, event->text);
  if (event->kind == AIP_EVENT_ERROR) return mirror_fail(env, AIP_E_UNSUPPORTED, "errors are not mirrored", "");
  return out->splice == NULL && out->event == NULL ? AIP_OK : AIP_E_INTERNAL;
}

static aip_rc encode_tick(void* encoder, const aip_env* env, const aip_out* out) {
  (void)encoder;
  (void)env;
  return out->bytes(out->ctx, mirror_text(":"));
}

static aip_rc encode_error(void* instance, const aip_env* env, const aip_error* error, uint32_t flags,
                           aip_answer* answer, const aip_out* out) {
  (void)instance;
  (void)env;
  answer->status = error->http_status;
  answer->content_type = mirror_text(flags == AIP_ERROR_IN_STREAM ? "text/stream" : "text/error");
  out->bytes(out->ctx, error->message);
  out->bytes(out->ctx, mirror_text("@"));
  return out->bytes(out->ctx, error->param);
}

static aip_rc splice(const aip_out* out, size_t offset, size_t erase, const char* insert) {
  aip_splice edit;
  edit.offset = offset;
  edit.erase = erase;
  edit.insert = mirror_text(insert);
  return out->splice(out->ctx, &edit);
}

static aip_rc encode_request(void* instance, const aip_env* env, const aip_request* request, const aip_out* out) {
  (void)instance;
  (void)env;
  if (out->splice == NULL) {
    out->bytes(out->ctx, mirror_text("model="));
    return out->bytes(out->ctx, request->client_model);
  }
  if (mirror_is(request->client_model, "as it is")) return AIP_OK;
  if (mirror_is(request->client_model, "outside")) return splice(out, request->source_body.len, 1, "");
  if (mirror_is(request->client_model, "both")) out->bytes(out->ctx, mirror_text("and bytes"));
  splice(out, 0, 1, "<");
  if (mirror_is(request->client_model, "backwards")) splice(out, 0, 0, "!");
  splice(out, request->source_body.len, 0, ">");
  return AIP_OK;
}

static aip_rc decode_open(void* instance, const aip_env* env, const aip_request* request, const aip_reply* reply,
                          aip_enum* framing, void** decoder) {
  (void)instance;
  (void)env;
  (void)request;
  if (reply->status == 204) return mirror_fail(env, AIP_E_UPSTREAM_PROTOCOL, "nothing to mirror", "");
  *framing = reply->status == 299 ? 99u : AIP_FRAMING_NDJSON;
  *decoder = mirror_open();
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

static aip_rc decode_frame(void* decoder, const aip_env* env, const aip_frame* frame, const aip_out* out) {
  (void)decoder;
  if (mirror_is(frame->data, "nonsense")) return mirror_fail(env, AIP_E_UPSTREAM_PROTOCOL, "no words", "");
  if (out->splice != NULL && splice(out, 0, 1, "") < 0) return AIP_OK; /* the host must notice by itself */
  emit(out, AIP_EVENT_PART_DELTA, frame->data);
  return emit(out, AIP_EVENT_PING, mirror_text(""));
}

static aip_rc decode_end(void* decoder, const aip_env* env, const aip_out* out) {
  (void)decoder;
  (void)env;
  if (out->bytes != NULL) out->bytes(out->ctx, mirror_text("[end]"));
  return emit(out, AIP_EVENT_END, mirror_text(""));
}

static aip_rc decode_error(void* instance, const aip_env* env, const aip_reply* reply, aip_error* error) {
  (void)instance;
  (void)env;
  if (reply->body.len == 0) return AIP_E_PANIC;
  error->message = reply->body;
  if (mirror_is(reply->body, "slow down")) error->error_class = AIP_E_RATE_LIMITED;
  return AIP_OK;
}

static const aip_route routes[] = {
    {TEXT("POST"), TEXT("/mirror/{word}"), ABSENT, TEXT("loud"), AIP_OP_GENERATE, 7, 0, 0}};

static const aip_client_half client = {sizeof(aip_client_half),
                                       0,
                                       routes,
                                       1,
                                       inspect,
                                       decode_request,
                                       encode_open,
                                       encode_event,
                                       encode_tick,
                                       mirror_close,
                                       encode_error};
static const aip_upstream_half upstream = {
    sizeof(aip_upstream_half), 0, encode_request, decode_open, decode_frame, decode_end, mirror_close, decode_error};

const aip_protocol mirror_protocol = {sizeof(aip_protocol), 0, TEXT("mirror"), &client, &upstream};
