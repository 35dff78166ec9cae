/* SPDX-License-Identifier: MIT
 *
 * event.h - the neutral answer: one stream of events, for streaming and for unary answers alike.
 *
 * Flow:      START, then for each part PART_START, PART_DELTA..., PART_END, then FINISH once for each choice, USAGE, END.
 *            Parts are numbered from 0 within a choice and never reopened; parts of different choices, and tool calls of
 *            one choice, may interleave. ERROR ends the stream. A unary answer is the fold of the same events: the host
 *            merges the deltas of a part into one before an encoder of a unary answer sees them.
 * Threading: an event lives for the callback that it is passed to; the receiver copies what it keeps.
 * Ownership: everything in an event is borrowed.
 * Errors:    an unknown kind is passed over. END is the protocol's own terminal mark: without it an answer is truncated.
 * Units:     Unix seconds in START.created; token counts in aip_usage.
 */
#ifndef AIPOOL_ABI_EVENT_H
#define AIPOOL_ABI_EVENT_H

#include "aipool/abi/canonical.h"
#include "aipool/abi/types.h"

#define AIP_EVENT_START 1u       /* id, name: model, created, extras: unmapped members of the answer             */
#define AIP_EVENT_PART_START 2u  /* choice, part, part_kind, flags, id, name, media_type                         */
#define AIP_EVENT_PART_DELTA 3u  /* choice, part, part_kind, text: piece of text, arguments or base64            */
#define AIP_EVENT_PART_SIGN 4u   /* choice, part, text: the signature of a reasoning part or call; payload if REDACTED */
#define AIP_EVENT_PART_END 5u    /* choice, part, part_kind                                                      */
#define AIP_EVENT_ANNOTATION 6u  /* choice, part, json: citation in the origin's form                            */
#define AIP_EVENT_LOGPROBS 7u    /* choice, json: exact text in the origin's form                                */
#define AIP_EVENT_FINISH 8u      /* choice, finish, text: the origin's own word, name: the matched stop sequence */
#define AIP_EVENT_USAGE 9u       /* usage: the last one counts                                                   */
#define AIP_EVENT_EXTRA 10u      /* choice (AIP_NO_CHOICE: the answer), extras that arrived later than START     */
#define AIP_EVENT_ERROR 11u      /* error                                                                        */
#define AIP_EVENT_END 12u        /* the protocol's terminal mark was seen; created: when, if the host says       */
#define AIP_EVENT_PING 13u
#define AIP_EVENT_EMBEDDING 14u  /* part: index; json: array of numbers, or text: base64                         */
#define AIP_EVENT_MODEL 15u      /* id, name: display name, text: owner, created, json: the whole source object  */
#define AIP_EVENT_COUNT 16u      /* usage->input                                                                 */
#define AIP_EVENT_OPAQUE 17u     /* json: an item that nobody mapped; name: the origin's type word               */

#define AIP_FINISH_STOP 1u
#define AIP_FINISH_LENGTH 2u
#define AIP_FINISH_TOOL 3u
#define AIP_FINISH_FILTER 4u
#define AIP_FINISH_SEQUENCE 5u /* a stop sequence matched; its text is in `name` */
#define AIP_FINISH_PAUSE 6u
#define AIP_FINISH_ERROR 7u
#define AIP_FINISH_OTHER 8u /* the origin's word is in `text` */

#define AIP_NO_CHOICE 0xffffffffu

/* Counts cover everything: input includes cache reads and writes, output includes reasoning. */
typedef struct aip_usage {
  uint32_t struct_size;
  uint32_t flags; /* AIP_USAGE_* */
  uint64_t present; /* AIP_COUNT_* */
  uint64_t input;
  uint64_t output;
  uint64_t total;
  uint64_t cache_read;
  uint64_t cache_write;
  uint64_t reasoning;
  uint64_t audio_in;
  uint64_t audio_out;
  uint32_t origin;
  uint32_t pad;
  aip_bytes json; /* the whole source object, exact text, in the origin's form */
} aip_usage;

#define AIP_USAGE_ESTIMATED 1u

#define AIP_COUNT_INPUT 1u
#define AIP_COUNT_OUTPUT 2u
#define AIP_COUNT_TOTAL 4u
#define AIP_COUNT_CACHE_READ 8u
#define AIP_COUNT_CACHE_WRITE 16u
#define AIP_COUNT_REASONING 32u
#define AIP_COUNT_AUDIO_IN 64u
#define AIP_COUNT_AUDIO_OUT 128u

typedef struct aip_event {
  uint32_t struct_size;
  aip_enum kind;      /* AIP_EVENT_*                                      */
  uint32_t origin;    /* protocol whose json, text words and extras these are */
  uint32_t flags;     /* AIP_PART_FLAG_* for part events                  */
  uint32_t choice;
  uint32_t part;
  aip_enum part_kind; /* AIP_PART_*                                       */
  aip_enum finish;    /* AIP_FINISH_*                                     */
  int64_t created;
  aip_bytes id;
  aip_bytes name;
  aip_bytes text;
  aip_bytes json;
  aip_bytes media_type;
  const aip_usage *usage;
  const aip_error *error;
  aip_extras extras;
} aip_event;

#endif
