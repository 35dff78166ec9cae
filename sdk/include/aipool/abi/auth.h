/* SPDX-License-Identifier: MIT
 *
 * auth.h - a pure step machine for credentials. Role "aipool.auth/1".
 *
 * Flow:      the host starts a run with START, REFRESH or LOGIN; each step answers with one move, and the host comes back
 *            with what the move asked for, until READY or FAILED. A run that will SEND for new tokens LOCKs the document
 *            and READs it again first: another process may have done the work.
 * Threading: [any]; one run at a time for each account, and for each document in this process.
 * Ownership: what hangs on a move is static or lies in the step arena; the host copies what it keeps. The account, the
 *            state and the input are the host's and live for the call.
 * Errors:    FAILED with an error: AUTH (log in again) and PERMISSION (suspended, no licence) hold until the operator acts,
 *            or the document changes; all others (TIMEOUT, OVERLOADED, UPSTREAM_PROTOCOL...) are tried again later.
 *            A move that the host does not know ends the run.
 * Units:     Unix milliseconds.
 */
#ifndef AIPOOL_ABI_AUTH_H
#define AIPOOL_ABI_AUTH_H

#include "aipool/abi/exchange.h"
#include "aipool/abi/host.h"
#include "aipool/abi/provider.h"

#define AIP_ROLE_ID_AUTH "aipool.auth/1"

#define AIP_AUTH_READY 1u    /* credential, expires_unix_ms (0: never), state                                     */
#define AIP_AUTH_SEND 2u     /* http, its target a whole URL: -> REPLY or FAIL                                    */
#define AIP_AUTH_WAIT 3u     /* at_unix_ms: -> TIMER                                                              */
#define AIP_AUTH_ASK_USER 4u /* ask, message, user_url, user_code: -> USER. In a LOGIN only                       */
#define AIP_AUTH_READ 5u     /* document: -> DOCUMENT                                                             */
#define AIP_AUTH_WRITE 6u    /* document, content: durable, mode 0600 -> WRITTEN or FAIL                          */
#define AIP_AUTH_FAILED 7u   /* error                                                                             */
#define AIP_AUTH_LOCK 8u     /* document: the vendor's own lock file, empty: the host's lock alone -> LOCKED. The */
                             /* host unlocks when the run is over                                                 */

/* What ASK_USER waits for; one that the host does not know is NOTHING. */
#define AIP_ASK_NOTHING 0u  /* it is shown, and USER follows at once                                              */
#define AIP_ASK_CALLBACK 1u /* the browser's call of redirect_base + path: USER has its query, or what was pasted */
#define AIP_ASK_TEXT 2u     /* one line                                                                           */

/* Inputs, numbered on from those of exchange.h, of which FAIL (error), TIMER and START are used here.
 * account->credential is what READY gave last. */
#define AIP_INPUT_REFRESH 8u  /* start: that credential was refused, or will expire soon                          */
#define AIP_INPUT_LOGIN 9u    /* start: data is the method, headers are "redirect_base" (http://127.0.0.1:PORT)   */
#define AIP_INPUT_DOCUMENT 10u /* data: its bytes; status 0 found, -1 absent                                      */
#define AIP_INPUT_WRITTEN 11u
#define AIP_INPUT_LOCKED 12u
#define AIP_INPUT_USER 13u  /* data: what came from the operator                                                  */
#define AIP_INPUT_REPLY 14u /* status, headers, data: the whole body                                              */

typedef struct aip_auth_move {
  uint32_t struct_size;
  aip_enum kind; /* AIP_AUTH_*             */
  aip_enum ask;  /* of ASK_USER: AIP_ASK_* */
  uint32_t flags;
  const aip_http *http;
  aip_bytes state;    /* replaces the state; {NULL, 0}: unchanged. That of READY outlives the process */
  aip_bytes document; /* a bare file name beside the account's document; empty: that document        */
  aip_bytes content;
  aip_bytes message;
  aip_bytes user_url;
  aip_bytes user_code;
  int64_t at_unix_ms;
  int64_t expires_unix_ms;
  aip_fields credential; /* for aip_account.credential; "base_url": where requests go if the operator says nothing */
  const aip_error *error;
} aip_auth_move;

typedef struct aip_auth {
  uint32_t struct_size;
  uint32_t flags;
  aip_bytes id;               /* "google-code-assist"; a provider names it */
  aip_bytes default_document; /* the vendor's own place: "~/.gemini/oauth_creds.json" */
  const aip_bytes *methods;   /* of login, the usual one first */
  size_t method_count;
  /* No memory between calls but `state`: a reload in the middle of a run loses nothing. [any] */
  aip_rc (*step)(void *instance, const aip_env *env, const aip_account *account, aip_bytes state, const aip_input *input,
                 aip_auth_move *move);
} aip_auth;

#endif
