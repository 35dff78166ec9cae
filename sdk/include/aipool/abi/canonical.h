/* SPDX-License-Identifier: MIT
 *
 * canonical.h - the neutral request: an immutable tree between a client protocol and an upstream protocol.
 *
 * Flow:      the client half's inspect() fills the envelope, its decode_request() the tree; the upstream half's
 *            encode_request() reads both.
 * Threading: written by one call, then read-only.
 * Ownership: everything hangs in the call arena or is a span of source_body; both outlive the request.
 * Errors:    none here. An unknown part, tool or role becomes the OPAQUE kind with its exact text, never an error.
 * Units:     token counts; `present` says which scalars the client sent, since zero is a value.
 */
#ifndef AIPOOL_ABI_CANONICAL_H
#define AIPOOL_ABI_CANONICAL_H

#include "aipool/abi/types.h"

/* Operations, also of routes. */
#define AIP_OP_GENERATE 1u
#define AIP_OP_COUNT_TOKENS 2u
#define AIP_OP_EMBED 3u
#define AIP_OP_LIST_MODELS 4u
#define AIP_OP_GET_MODEL 5u
#define AIP_OP_GET_RESPONSE 6u
#define AIP_OP_DELETE_RESPONSE 7u
#define AIP_OP_LIST_INPUT_ITEMS 8u
#define AIP_OP_CANCEL_RESPONSE 9u
#define AIP_OP_COMPACT 10u
#define AIP_OP_SHOW_MODEL 11u
#define AIP_OP_LIST_RUNNING 12u
#define AIP_OP_VERSION 13u
#define AIP_OP_PING 14u
#define AIP_OP_PROBE 15u /* the host asks whether an account works */

#define AIP_ROLE_SYSTEM 1u
#define AIP_ROLE_DEVELOPER 2u
#define AIP_ROLE_USER 3u
#define AIP_ROLE_ASSISTANT 4u
#define AIP_ROLE_TOOL 5u
#define AIP_ROLE_OPAQUE 6u /* the role's own word is in `name` */

#define AIP_PART_TEXT 1u        /* text; children: citations                                                 */
#define AIP_PART_REASONING 2u   /* text, signature; REDACTED: data holds the opaque payload                  */
#define AIP_PART_REFUSAL 3u     /* text                                                                      */
#define AIP_PART_IMAGE 4u       /* media_type + data (base64), or uri, or file_id; detail                    */
#define AIP_PART_AUDIO 5u       /* media_type + data (base64), or id of an earlier answer's audio; text: transcript */
#define AIP_PART_VIDEO 6u       /* as image                                                                  */
#define AIP_PART_DOCUMENT 7u    /* as image; name: file name; text: plain-text source                        */
#define AIP_PART_TOOL_CALL 8u   /* id, name, json: arguments text as written; CUSTOM: text: free-form input  */
#define AIP_PART_TOOL_RESULT 9u /* id of the call, name if known, children: content; ERROR                   */
#define AIP_PART_CITATION 10u   /* json: exact text in the origin's form                                     */
#define AIP_PART_OPAQUE 11u     /* json: exact text; name: the origin's type word                            */

#define AIP_PART_FLAG_ERROR 1u    /* a tool result that reports a failure                      */
#define AIP_PART_FLAG_CUSTOM 2u   /* a tool with free-form input instead of JSON               */
#define AIP_PART_FLAG_REDACTED 4u /* reasoning that only its origin can read                   */
#define AIP_PART_FLAG_SUMMARY 8u  /* reasoning that was summarised                             */
#define AIP_PART_FLAG_HOSTED 16u  /* a tool call or result that the upstream itself carries out */
#define AIP_PART_FLAG_LEGACY 32u  /* came in a deprecated form (function_call)                 */

typedef struct aip_part {
  uint32_t struct_size;
  aip_enum kind;   /* AIP_PART_*                                     */
  uint32_t origin; /* protocol whose signature, json or data this is */
  uint32_t flags;  /* AIP_PART_FLAG_*                                */
  aip_bytes text;
  aip_bytes media_type;
  aip_bytes data; /* base64 as it came */
  aip_bytes uri;
  aip_bytes file_id;
  aip_bytes id;
  aip_bytes name;
  aip_bytes json;
  aip_bytes signature; /* returned to its origin and to nobody else */
  aip_bytes detail;
  const struct aip_part *children;
  size_t child_count;
  size_t child_stride;
  aip_extras extras;
} aip_part;

typedef struct aip_message {
  uint32_t struct_size;
  aip_enum role; /* AIP_ROLE_* */
  uint32_t origin;
  uint32_t flags; /* AIP_MESSAGE_FLAG_* */
  aip_bytes id;
  aip_bytes name;
  const aip_part *parts;
  size_t part_count;
  size_t part_stride;
  aip_extras extras;
} aip_message;
#define AIP_MESSAGE_FLAG_PLAIN 1u        /* content came as a bare string, not as a list of parts */
#define AIP_MESSAGE_FLAG_INSTRUCTIONS 2u /* said for this request alone: no part of a conversation that the host stores */

#define AIP_TOOL_FUNCTION 1u
#define AIP_TOOL_CUSTOM 2u /* json: the grammar or format object, if any          */
#define AIP_TOOL_HOSTED 3u /* name: the origin's type word; json: the whole object */

#define AIP_TOOL_FLAG_STRICT_SET 1u
#define AIP_TOOL_FLAG_STRICT 2u

typedef struct aip_tool {
  uint32_t struct_size;
  aip_enum kind; /* AIP_TOOL_* */
  uint32_t origin;
  uint32_t flags;
  aip_bytes name;
  aip_bytes description;
  aip_bytes schema_json; /* exact text of the parameter schema; absent: no parameters */
  aip_bytes json;
  aip_extras extras;
} aip_tool;

#define AIP_CHOICE_AUTO 1u
#define AIP_CHOICE_NONE 2u
#define AIP_CHOICE_REQUIRED 3u
#define AIP_CHOICE_NAMED 4u  /* names[0] */
#define AIP_CHOICE_SUBSET 5u /* any of names; REQUIRED in flags if one must be called */
#define AIP_CHOICE_OPAQUE 6u /* json */

#define AIP_CHOICE_FLAG_REQUIRED 1u
#define AIP_CHOICE_FLAG_CUSTOM 2u /* names[0] is a custom tool */

typedef struct aip_tool_choice {
  uint32_t struct_size;
  aip_enum mode; /* AIP_CHOICE_* */
  uint32_t origin;
  uint32_t flags;
  const aip_bytes *names;
  size_t name_count;
  aip_bytes json; /* exact source text, in the origin's form */
} aip_tool_choice;

#define AIP_FORMAT_TEXT 1u
#define AIP_FORMAT_JSON 2u
#define AIP_FORMAT_SCHEMA 3u
#define AIP_FORMAT_OPAQUE 4u /* json */

typedef struct aip_format {
  uint32_t struct_size;
  aip_enum kind; /* AIP_FORMAT_* */
  uint32_t origin;
  uint32_t flags; /* AIP_TOOL_FLAG_STRICT_SET, AIP_TOOL_FLAG_STRICT */
  aip_bytes name;
  aip_bytes description;
  aip_bytes schema_json;
  aip_bytes json;
  aip_extras extras;
} aip_format;

#define AIP_EFFORT_NONE 1u
#define AIP_EFFORT_MINIMAL 2u
#define AIP_EFFORT_LOW 3u
#define AIP_EFFORT_MEDIUM 4u
#define AIP_EFFORT_HIGH 5u
#define AIP_EFFORT_XHIGH 6u
#define AIP_EFFORT_MAX 7u
#define AIP_EFFORT_ADAPTIVE 8u /* the model decides */

typedef struct aip_reasoning {
  uint32_t struct_size;
  aip_enum effort;       /* AIP_EFFORT_*; 0: not said */
  int64_t budget_tokens; /* below 0: not said         */
  aip_bytes display;     /* how thoughts are shown, the origin's word */
  uint32_t origin;
  uint32_t pad;
  aip_extras extras;
} aip_reasoning;

typedef struct aip_embedding {
  uint32_t struct_size;
  uint32_t origin;
  const aip_bytes *inputs; /* texts; none when json holds token lists */
  size_t input_count;
  aip_bytes json;     /* exact source text of the input */
  aip_bytes encoding; /* "float", "base64"; absent: not said */
  aip_bytes task;
  aip_bytes title;
  int64_t dimensions; /* below 0: not said */
} aip_embedding;

/* One member of the source body's top-level object, so that the host and a provider can splice without parsing. */
typedef struct aip_member {
  aip_bytes key;    /* unescaped                             */
  size_t offset;    /* of the key's opening quote            */
  size_t value;     /* offset of the value                   */
  size_t value_len; /* length of the value's text            */
} aip_member;

/* aip_request.present: which scalars and flags the client sent. */
#define AIP_HAS_TEMPERATURE (1ull << 0)
#define AIP_HAS_TOP_P (1ull << 1)
#define AIP_HAS_TOP_K (1ull << 2)
#define AIP_HAS_PRESENCE_PENALTY (1ull << 3)
#define AIP_HAS_FREQUENCY_PENALTY (1ull << 4)
#define AIP_HAS_MAX_OUTPUT (1ull << 5)
#define AIP_HAS_SEED (1ull << 6)
#define AIP_HAS_CHOICES (1ull << 7)
#define AIP_HAS_TOP_LOGPROBS (1ull << 8)
#define AIP_HAS_LOGPROBS (1ull << 9)
#define AIP_HAS_PARALLEL_TOOLS (1ull << 10)
#define AIP_HAS_STORE (1ull << 11)
#define AIP_HAS_STREAM (1ull << 12)
#define AIP_HAS_USAGE (1ull << 13)

/* aip_request.flags: values of the booleans, and the state of the tree. */
#define AIP_REQUEST_STREAM 1u         /* the client wants a stream                               */
#define AIP_REQUEST_USAGE 2u          /* the client wants usage in the stream                    */
#define AIP_REQUEST_PARALLEL_TOOLS 4u
#define AIP_REQUEST_LOGPROBS 8u
#define AIP_REQUEST_STORE 16u
#define AIP_REQUEST_DECODED 32u       /* decode_request() ran: the tree below is filled          */
#define AIP_REQUEST_PASS 64u          /* same protocol upstream: encode_request() may splice over source_body, and the
                                         decoder's source frames go to the client with its cuts  */
#define AIP_REQUEST_UNSIGNED 128u     /* inspect() found thoughts in the history that nobody has signed: a provider
                                         whose upstream refuses those lets nothing PASS */
#define AIP_REQUEST_REFERS 256u       /* inspect() found references to items of stored answers */

typedef struct aip_request {
  uint32_t struct_size;
  aip_enum operation;       /* AIP_OP_*                      */
  uint32_t client_protocol; /* number, see aip_host.intern   */
  uint32_t flags;           /* AIP_REQUEST_*                 */

  /* The envelope: filled by the host (method to params) and by inspect(). */
  aip_bytes method;
  aip_bytes path;
  aip_bytes query;       /* without '?'                                       */
  aip_fields headers;    /* the client's, without credentials                 */
  aip_fields params;     /* placeholders of the route's template              */
  aip_bytes source_body; /* the client's bytes, untouched                     */
  const aip_member *members;
  size_t member_count;
  aip_bytes client_model;
  aip_bytes upstream_model; /* set by the host after routing                  */
  aip_bytes previous_id;    /* an earlier answer that this one continues      */
  aip_bytes item_id;        /* the stored answer or the model that is meant   */

  /* The tree: filled by decode_request(). */
  const aip_message *messages;
  size_t message_count;
  size_t message_stride;
  const aip_tool *tools;
  size_t tool_count;
  size_t tool_stride;
  const aip_tool_choice *tool_choice; /* NULL: not sent */
  const aip_format *format;           /* NULL: not sent */
  const aip_reasoning *reasoning;     /* NULL: not sent */
  const aip_embedding *embedding;     /* NULL but for AIP_OP_EMBED */
  const aip_bytes *stop;
  size_t stop_count;
  uint64_t present; /* AIP_HAS_* */
  double temperature;
  double top_p;
  double presence_penalty;
  double frequency_penalty;
  int64_t top_k;
  int64_t max_output;
  int64_t seed;
  int64_t choices;
  int64_t top_logprobs;
  aip_bytes user;
  aip_bytes metadata_json;
  aip_bytes service_tier;
  aip_bytes cache_key;
  aip_bytes verbosity;
  aip_extras extras;
  const void *parsed; /* what inspect() keeps in the call arena for decode_request() and the encoders of the same
                         instance; the host leaves it as it is, or clears it before it has another body inspected,
                         and nobody else looks at it */
  aip_fields dialect; /* from aip_prepared, for encode_request(): what this upstream wants said in another way */
} aip_request;

#endif
