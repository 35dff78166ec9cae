/* SPDX-License-Identifier: MIT
 *
 * protocol.h - a protocol: a wire format of requests, answers and streams. Role "aipool.protocol/1".
 *
 * Flow:      client half:   inspect -> (decode_request) -> encode_open -> encode_event... -> encode_close
 *            upstream half: encode_request -> decode_open -> decode_frame... -> decode_end -> decode_close
 *            Either half may be absent. decode_request runs only when the request is converted; inspect always runs and
 *            validates all that pass-through relies on.
 * Threading: functions on the instance are [any], on an encoder or decoder [call].
 * Ownership: the tables are static or live as long as the instance.
 * Errors:    a client's fault fails with AIP_E_INVALID_REQUEST and a message that names the field; bytes of an upstream
 *            that make no sense with AIP_E_UPSTREAM_PROTOCOL.
 * Units:     as abi.h.
 */
#ifndef AIPOOL_ABI_PROTOCOL_H
#define AIPOOL_ABI_PROTOCOL_H

#include "aipool/abi/canonical.h"
#include "aipool/abi/event.h"
#include "aipool/abi/exchange.h"
#include "aipool/abi/host.h"

#define AIP_ROLE_ID_PROTOCOL "aipool.protocol/1"

/* A route: method and path template with {placeholders}, each one segment, the last may be {name...} for the rest.
 * `header` and `query` name something that must be there for the row to match; the row with the highest rank wins among
 * those that match. Two rows with equal method, template, header, query and rank fail the configuration. */
typedef struct aip_route {
  aip_bytes method;
  aip_bytes path;
  aip_bytes header;
  aip_bytes query;
  aip_enum operation; /* AIP_OP_* */
  uint32_t rank;
  uint32_t flags;
  uint32_t pad;
} aip_route;

/* What an answer looks like on the wire before its first byte; filled by encode_open and encode_error. Its texts are read
 * as soon as those return: they are static, or lie in an arena. */
typedef struct aip_answer {
  uint32_t struct_size;
  int32_t status; /* 0: 200, or the status of the error */
  aip_bytes content_type;
  aip_fields headers;
} aip_answer;

#define AIP_ERROR_IN_STREAM 1u /* the head is gone: write the protocol's in-stream error and its ending */

typedef struct aip_client_half {
  uint32_t struct_size;
  uint32_t flags;
  const aip_route *routes;
  size_t route_count;
  /* Fills the envelope (operation, stream and usage flags, client_model, ids, members) from method, path, params, query,
   * headers and source_body, and validates the body. [any] */
  aip_rc (*inspect)(void *instance, const aip_env *env, aip_request *request);
  /* Fills the tree and sets AIP_REQUEST_DECODED; every member is mapped, kept as an extra, or reported as a loss. [any] */
  aip_rc (*decode_request)(void *instance, const aip_env *env, aip_request *request);
  /* [any] */
  aip_rc (*encode_open)(void *instance, const aip_env *env, const aip_request *request, aip_answer *answer, void **encoder);
  /* Uses out->bytes. For a unary request the whole body comes out at END. [call] */
  aip_rc (*encode_event)(void *encoder, const aip_env *env, const aip_event *event, const aip_out *out);
  /* A keep-alive that the protocol's clients pass over. Uses out->bytes. [call] */
  aip_rc (*encode_tick)(void *encoder, const aip_env *env, const aip_out *out);
  void (*encode_close)(void *encoder); /* [call] */
  /* Needs no request. Uses out->bytes. [any] */
  aip_rc (*encode_error)(void *instance, const aip_env *env, const aip_error *error, uint32_t flags, aip_answer *answer,
                         const aip_out *out);
} aip_client_half;

typedef struct aip_upstream_half {
  uint32_t struct_size;
  uint32_t flags;
  /* Uses out->bytes (the body), or with AIP_REQUEST_PASS out->splice over source_body; nothing at all: source_body goes
   * out as it is. [any] */
  aip_rc (*encode_request)(void *instance, const aip_env *env, const aip_request *request, const aip_out *out);
  /* `reply` has status and headers of a 2xx; *framing says how the host shall cut the body. [any] */
  aip_rc (*decode_open)(void *instance, const aip_env *env, const aip_request *request, const aip_reply *reply,
                        aip_enum *framing, void **decoder);
  /* Uses out->event, and with AIP_REQUEST_PASS out->splice over the frame's raw (a cut). Frames go to the client if the
   * answer comes as it was asked for, a stream or a whole body: then the host reads only USAGE, ERROR, END and the first
   * event that has content, and a decoder may leave out all others. [call] */
  aip_rc (*decode_frame)(void *decoder, const aip_env *env, const aip_frame *frame, const aip_out *out);
  /* The framing ended as it should. Uses out->event, and with AIP_REQUEST_PASS out->bytes for what the upstream left out
   * and the client needs. [call] */
  aip_rc (*decode_end)(void *decoder, const aip_env *env, const aip_out *out);
  void (*decode_close)(void *decoder); /* [call] */
  /* Reads an answer that is not 2xx, or not what was asked for; never fails on odd bytes: the class then comes from the
   * status. Texts of the error are spans of the reply, static, or lie in an arena. [any] */
  aip_rc (*decode_error)(void *instance, const aip_env *env, const aip_reply *reply, aip_error *error);
} aip_upstream_half;

typedef struct aip_protocol {
  uint32_t struct_size;
  uint32_t flags;
  aip_bytes id; /* "openai.chat" */
  const aip_client_half *client;
  const aip_upstream_half *upstream;
} aip_protocol;

#endif
