/* SPDX-License-Identifier: MIT
 *
 * provider.h - a kind of upstream: endpoints, credentials, error rules, and the protocol it speaks.
 *              Role "aipool.provider/1".
 *
 * Flow:      at a snapshot: check_account, protocol_of. For each attempt: support -> prepare -> the protocol's upstream half
 *            with unwrap before each frame -> judge on a failure. A provider with `steps` drives its exchanges itself.
 * Threading: functions on the instance are [any], on a call of the step form [call].
 * Ownership: the tables are static or live as long as the instance. An aip_account and what hangs on it live as long as
 *            the snapshot; an aip_failure is the host's, for the call.
 * Errors:    a verdict field left 0, or unknown to the host, comes from its status table. Transport faults are judged by
 *            the host alone.
 * Units:     milliseconds.
 */
#ifndef AIPOOL_ABI_PROVIDER_H
#define AIPOOL_ABI_PROVIDER_H

#include "aipool/abi/canonical.h"
#include "aipool/abi/exchange.h"
#include "aipool/abi/host.h"

#define AIP_ROLE_ID_PROVIDER "aipool.provider/1"

typedef struct aip_account {
  uint32_t struct_size;
  uint32_t flags;
  aip_bytes uuid;
  aip_bytes name;
  aip_bytes base_url;    /* no trailing slash */
  aip_bytes protocol;    /* the operator's choice, empty: none made */
  aip_fields options;    /* checked against account_options          */
  aip_fields credential; /* "api_key", or what the auth machine gave; all secret */
  aip_bytes auth_base_url; /* where to sign in, no trailing slash; empty: the vendor's own */
} aip_account;

#define AIP_PREPARED_NO_PASS 1u /* this account needs the request re-encoded: no pass-through */

/* How the encoded request goes out. The host adds Host, Content-Length and the account's own `headers`. It copies nothing:
 * texts and lists are static, the account's, the request's, or lie in env->call. */
typedef struct aip_prepared {
  uint32_t struct_size;
  uint32_t flags; /* AIP_PREPARED_* */
  aip_bytes method;
  aip_bytes path; /* below base_url, with its slash; the plugin percent-encodes what it inserts */
  aip_bytes query;
  aip_fields headers;
  const aip_splice *splices; /* over the encoded body */
  size_t splice_count;
  aip_bytes prefix;
  aip_bytes suffix;
  aip_fields dialect; /* words that the protocol documents; encode_request() finds them in aip_request.dialect */
} aip_prepared;

#define AIP_SUPPORT_NONE 0u
#define AIP_SUPPORT_PROTOCOL 1u /* the protocol's upstream half encodes and decodes */
#define AIP_SUPPORT_OWN 2u      /* prepare() gives the whole request, decode_own() reads the answer; where it gives no
                                   method nobody is asked, and the reply is empty */

#define AIP_FAULT_CLIENT 1u
#define AIP_FAULT_CREDENTIAL 2u
#define AIP_FAULT_MODEL 3u
#define AIP_FAULT_UPSTREAM 4u
#define AIP_FAULT_LOCAL 5u

#define AIP_YES 1u
#define AIP_NO 2u

#define AIP_SCOPE_NONE 1u /* nobody rests         */
#define AIP_SCOPE_MODEL 2u
#define AIP_SCOPE_ACCOUNT 3u
#define AIP_SCOPE_PROVIDER 4u

#define AIP_VERDICT_REFRESH 1u   /* the credential should be refreshed before another try */
#define AIP_VERDICT_PERMANENT 2u /* out of use until the operator resets it               */

typedef struct aip_failure {
  uint32_t struct_size;
  uint32_t flags; /* AIP_ERROR_IN_STREAM */
  aip_enum operation;
  int32_t status;
  aip_fields headers;
  aip_bytes body;
  const aip_error *error; /* as decode_error() or the stream gave it */
} aip_failure;

typedef struct aip_verdict {
  uint32_t struct_size;
  uint32_t flags;     /* AIP_VERDICT_*                                 */
  aip_enum fault;     /* AIP_FAULT_*; 0: unset                         */
  aip_enum retryable; /* AIP_YES, AIP_NO; 0: unset                     */
  aip_enum scope;     /* AIP_SCOPE_*; 0: unset                         */
  uint32_t pad;
  int64_t retry_after_ms; /* below 0: unset                            */
} aip_verdict;

/* An exchange of its own: several requests, polling, or an in-process model. */
typedef struct aip_steps {
  uint32_t struct_size;
  uint32_t flags;
  aip_rc (*open)(void *instance, const aip_env *env, const aip_account *account, const aip_request *request,
                 void **call); /* [any] */
  /* Uses out->event, out->http and out->timer. A call that emitted END or ERROR is done. [call] */
  aip_rc (*step)(void *call, const aip_env *env, const aip_input *input, const aip_out *out);
  void (*close)(void *call); /* legal in every state, and the last. [call] */
} aip_steps;

typedef struct aip_provider {
  uint32_t struct_size;
  uint32_t flags;
  aip_bytes id;               /* "openai-custom" */
  const aip_bytes *protocols; /* that it can speak; none with steps */
  size_t protocol_count;
  const aip_option *account_options;
  size_t account_option_count;
  aip_bytes default_base_url; /* empty: the operator must give one, unless there are steps */
  aip_bytes auth;             /* id of an auth role, empty: api_key or none */
  /* What the option table cannot say. NULL: everything goes. [control] */
  aip_rc (*check_account)(void *instance, const aip_env *env, const aip_account *account);
  /* One of `protocols`. NULL: the first. [control] */
  aip_rc (*protocol_of)(void *instance, const aip_env *env, const aip_account *account, aip_bytes *protocol);
  /* AIP_SUPPORT_*; NONE for an operation that the plugin does not know. [any] */
  aip_enum (*support)(void *instance, const aip_account *account, aip_enum operation);
  aip_rc (*prepare)(void *instance, const aip_env *env, const aip_account *account, const aip_request *request,
                    aip_prepared *prepared); /* [any] */
  /* The inner span of a frame's payload. NULL: the payload itself; with it there is no pass-through of answers. [any] */
  aip_rc (*unwrap)(void *instance, const aip_env *env, aip_bytes data, aip_bytes *inner);
  /* NULL: the host's table alone. [any] */
  aip_rc (*judge)(void *instance, const aip_env *env, const aip_failure *failure, aip_verdict *verdict);
  /* Uses out->event. NULL without own operations. [any] */
  aip_rc (*decode_own)(void *instance, const aip_env *env, const aip_account *account, const aip_request *request,
                       const aip_reply *reply, const aip_out *out);
  const aip_steps *steps; /* NULL: the host drives the exchange */
} aip_provider;

#endif
