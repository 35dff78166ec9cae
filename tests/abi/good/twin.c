/* SPDX-License-Identifier: MIT
 *
 * twin.c - a plugin of which there are two builds: what its encoder says is the letter of the build.
 */
#include "../broken/sound.h"

static aip_rc say_letter(void* o, const aip_env* e, const aip_out* out) {
  const aip_bytes letter = TEXT(TWIN);
  return out->bytes(out->ctx, letter);
}

static void amend(aip_module* module) { client.encode_tick = say_letter; }

PLUGIN("twin", ROLES);
