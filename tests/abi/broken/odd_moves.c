/* SPDX-License-Identifier: MIT
 *
 * A provider whose credential machine moves as the method of a login says, in most cases against the rules: send, no-http,
 * short-http, no-error, path, later, ask-later.
 */
#include "sound.h"

static aip_http exchange;

static void set_exchange(void) {
  static const aip_bytes method = TEXT("POST"), url = TEXT("http://127.0.0.1:1/token"), body = TEXT("grant=1");
  exchange.struct_size = sizeof exchange;
  exchange.method = method;
  exchange.target = url;
  exchange.body = body;
}

static aip_rc move_on(void* i, const aip_env* e, const aip_account* a, aip_bytes state, const aip_input* input,
                      aip_auth_move* move) {
  static const aip_bytes elsewhere = TEXT("../elsewhere");
  set_exchange();
  move->kind = AIP_AUTH_SEND;
  move->http = &exchange;
  if (is(input->data, "no-http")) move->http = NULL;
  if (is(input->data, "short-http")) exchange.struct_size = offsetof(aip_http, body);
  if (is(input->data, "no-error")) move->kind = AIP_AUTH_FAILED;
  if (is(input->data, "path")) move->kind = AIP_AUTH_READ;
  if (is(input->data, "path")) move->document = elsewhere;
  if (is(input->data, "later")) move->kind = 1000;
  if (is(input->data, "ask-later")) move->kind = AIP_AUTH_ASK_USER;
  if (is(input->data, "ask-later")) move->ask = 1000;
  return AIP_OK;
}

static const aip_auth machine = {sizeof(aip_auth), 0, TEXT("odd"), ABSENT, NULL, 0, move_on};

static const void* role_with_auth(void* instance, aip_bytes id, size_t index) {
  if (index == 0 && is(id, AIP_ROLE_ID_AUTH)) return &machine;
  return role(instance, id, index);
}

static void amend(aip_module* module) {
  provider.auth = machine.id;
  module->role = role_with_auth;
}

PLUGIN("odd-moves", ROLES);
