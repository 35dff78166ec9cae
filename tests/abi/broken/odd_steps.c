/* SPDX-License-Identifier: MIT
 *
 * A provider whose answers are wrong in the way that the model asks for: null, huge, utf8, spin.
 */
#include <time.h>

#include "sound.h"

static aip_bytes model;

static aip_rc open_call(void* i, const aip_env* e, const aip_account* a, const aip_request* r, void** call) {
  model = r->client_model;
  return AIP_OK;
}
static void close_call(void* call) {}

static double seconds(void) {
  struct timespec now;
  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static aip_rc emit(const aip_out* out, aip_enum kind, const char* data, size_t size) {
  aip_event event;
  memset(&event, 0, sizeof event);
  event.struct_size = sizeof event;
  event.kind = kind;
  event.part_kind = AIP_PART_TEXT;
  event.finish = kind == AIP_EVENT_FINISH ? AIP_FINISH_STOP : 0;
  event.text.data = data;
  event.text.len = size;
  return out->event(out->ctx, &event);
}

static aip_rc step(void* call, const aip_env* e, const aip_input* input, const aip_out* out) {
  const double start = seconds();
  emit(out, AIP_EVENT_START, NULL, 0);
  emit(out, AIP_EVENT_PART_START, NULL, 0);
  if (is(model, "null")) emit(out, AIP_EVENT_PART_DELTA, NULL, 1000);
  if (is(model, "huge")) emit(out, AIP_EVENT_PART_DELTA, "x", (size_t)1 << 60);
  if (is(model, "utf8")) emit(out, AIP_EVENT_PART_DELTA, "\xff\xc0 broken \xf8", 12);
  while (is(model, "spin") && seconds() < start + 2.5) continue;
  emit(out, AIP_EVENT_PART_DELTA, "well", 4);
  emit(out, AIP_EVENT_PART_END, NULL, 0);
  emit(out, AIP_EVENT_FINISH, NULL, 0);
  return emit(out, AIP_EVENT_END, NULL, 0);
}

static aip_enum own(void* i, const aip_account* a, aip_enum operation) {
  return operation == AIP_OP_GENERATE ? AIP_SUPPORT_OWN : AIP_SUPPORT_NONE;
}

static void amend(aip_module* module) {
  static const aip_steps steps = {sizeof(aip_steps), 0, open_call, step, close_call};
  provider.steps = &steps;
  provider.support = own;
}

PLUGIN("odd-steps", ROLES);
