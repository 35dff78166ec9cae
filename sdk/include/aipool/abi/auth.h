/* SPDX-License-Identifier: MIT
 *
 * auth.h - DRAFT: a pure step machine for credentials. Role "draft.auth/1"; may change before 1.0 is final.
 *
 * Flow:      step(START) -> moves until READY or FAILED. SEND asks for an HTTP exchange, READ for a document beside the
 *            account's file, WRITE for one to be written durably, WAIT for a time, ASK_USER for the operator. State is the
 *            plugin's JSON text: the host stores it before it is used and passes it back with the next step.
 * Threading: [any]; the host does single flight per credential.
 * Ownership: a move lives in the step arena; the host copies what it keeps.
 * Errors:    FAILED with an error: AUTH (log in again), TIMEOUT or OVERLOADED (later), PERMISSION (permanent).
 * Units:     Unix milliseconds.
 */
#ifndef AIPOOL_ABI_AUTH_H
#define AIPOOL_ABI_AUTH_H

#include "aipool/abi/exchange.h"
#include "aipool/abi/host.h"
#include "aipool/abi/provider.h"

#define AIP_ROLE_ID_AUTH "draft.auth/1"

#define AIP_AUTH_READY 1u    /* credential, state, expires_unix_ms               */
#define AIP_AUTH_SEND 2u     /* http: to auth_base_url                           */
#define AIP_AUTH_WAIT 3u     /* at_unix_ms                                       */
#define AIP_AUTH_ASK_USER 4u /* user_url, user_code, message                     */
#define AIP_AUTH_READ 5u     /* document                                         */
#define AIP_AUTH_WRITE 6u    /* document, content                                */
#define AIP_AUTH_FAILED 7u   /* error                                            */

#define AIP_INPUT_DOCUMENT 8u /* data: its bytes; status 0 found, -1 absent      */
#define AIP_INPUT_WRITTEN 9u
#define AIP_INPUT_USER 10u    /* data: what the operator entered                 */

typedef struct aip_auth_move {
  uint32_t struct_size;
  aip_enum kind; /* AIP_AUTH_* */
  aip_http http;
  aip_bytes state;    /* replaces the stored state; {NULL, 0}: unchanged */
  aip_bytes document; /* a bare file name                                */
  aip_bytes content;
  aip_bytes message;
  aip_bytes user_url;
  aip_bytes user_code;
  int64_t at_unix_ms;
  int64_t expires_unix_ms;
  aip_fields credential;
  const aip_error *error;
} aip_auth_move;

typedef struct aip_auth {
  uint32_t struct_size;
  uint32_t flags;
  aip_bytes id;
  /* No memory between calls but `state`: a reload in the middle of a login loses nothing. [any] */
  aip_rc (*step)(void *instance, const aip_env *env, const aip_account *account, aip_bytes state, const aip_input *input,
                 aip_auth_move *move);
} aip_auth;

#endif
