/* SPDX-License-Identifier: MIT
 *
 * exchange.h - what goes in and out of one step: frames, splices, upstream replies, and the callbacks of a call.
 *
 * Flow:      the host passes input, the plugin answers through aip_out before it returns.
 * Threading: aip_out is used only inside the call that got it, on the same thread; its callbacks never block and never
 *            call back into the plugin.
 * Ownership: the receiver of a callback copies what it keeps. Inputs, frames and replies are the host's, for the call.
 * Errors:    AIP_STOP from a callback: the receiver is gone, return soon. AIP_E_NOMEM: over a budget. A callback that makes
 *            no sense in a call is NULL there; each function names those it may use.
 * Units:     bytes, milliseconds.
 */
#ifndef AIPOOL_ABI_EXCHANGE_H
#define AIPOOL_ABI_EXCHANGE_H

#include "aipool/abi/event.h"
#include "aipool/abi/types.h"

/* How the host cuts an upstream body into frames, at any boundary of the network. An unknown one fails the call. */
#define AIP_FRAMING_RAW 1u        /* pieces as they arrive                        */
#define AIP_FRAMING_WHOLE 2u      /* the whole body at once                       */
#define AIP_FRAMING_SSE 3u        /* server-sent events                           */
#define AIP_FRAMING_NDJSON 4u     /* one JSON document a line                     */
#define AIP_FRAMING_JSON_ARRAY 5u /* the elements of one top-level array          */

typedef struct aip_frame {
  uint32_t struct_size;
  aip_enum framing;
  aip_bytes raw;  /* the frame as it came, delimiter included                          */
  aip_bytes data; /* its payload; a span of raw wherever the payload is contiguous there */
  aip_bytes name; /* event name of SSE                                                 */
} aip_frame;

/* An edit of a source text: erase bytes at an offset, put others there. */
typedef struct aip_splice {
  size_t offset;
  size_t erase;
  aip_bytes insert;
} aip_splice;

/* An upstream's answer: head, and body where it was read whole. */
typedef struct aip_reply {
  uint32_t struct_size;
  int32_t status;
  aip_fields headers;
  aip_bytes body;
} aip_reply;

/* An upstream exchange that a step-form provider or an auth machine asks for. */
typedef struct aip_http {
  uint32_t struct_size;
  uint32_t exchange_id; /* chosen by the plugin, returned with every input of this exchange */
  aip_bytes method;
  aip_bytes target; /* path and query below the account's base_url; of an auth: a whole URL */
  aip_fields headers;
  aip_bytes body;
  uint32_t timeout_ms; /* 0: the host's                                                */
  uint32_t flags;
} aip_http;

typedef struct aip_out {
  uint32_t struct_size;
  uint32_t pad;
  void *ctx;
  aip_rc (*bytes)(void *ctx, aip_bytes bytes);
  /* Offsets into the source of the call (source_body, or the frame's raw); rising, not overlapping. */
  aip_rc (*splice)(void *ctx, const aip_splice *splice);
  aip_rc (*event)(void *ctx, const aip_event *event);
  aip_rc (*http)(void *ctx, const aip_http *request);
  aip_rc (*timer)(void *ctx, uint32_t timer_id, uint32_t delay_ms);
} aip_out;

/* Input of the step form and of the auth machine, which has more of them; unknown ones are passed over. */
#define AIP_INPUT_START 1u
#define AIP_INPUT_HEAD 2u   /* exchange_id, status, headers            */
#define AIP_INPUT_DATA 3u   /* exchange_id, data: a piece of the body  */
#define AIP_INPUT_END 4u    /* exchange_id: the body ended as it should */
#define AIP_INPUT_FAIL 5u   /* exchange_id, error                      */
#define AIP_INPUT_TIMER 6u  /* timer_id                                */
#define AIP_INPUT_CANCEL 7u /* the client is gone; close() follows     */

typedef struct aip_input {
  uint32_t struct_size;
  aip_enum kind; /* AIP_INPUT_* */
  uint32_t exchange_id;
  uint32_t timer_id;
  int32_t status;
  uint32_t pad;
  aip_fields headers;
  aip_bytes data;
  const aip_error *error;
} aip_input;

#endif
