// SPDX-License-Identifier: MIT
#include "core/gateway/answer.h"

#include "aipool/convert/made_id.hpp"
#include "core/base/clock.h"
#include "core/gateway/stored_responses.h"
#include "core/gateway/stream_answer.h"
#include "core/gateway/unary_answer.h"

namespace aipool::gateway {

// What is stored is known by ids that the client saw, each of them once: upstreams of other protocols may give an answer's
// id twice, and calls without one get it here.
void Answer::event(const aip_event& event) {
  note(event);
  const bool starts = event.kind == AIP_EVENT_START;
  const bool calls = event.kind == AIP_EVENT_PART_START && event.part_kind == AIP_PART_TOOL_CALL && event.id.len == 0;
  const bool ends = event.kind == AIP_EVENT_END;
  if ((!starts && !calls && !ends) || !is_stored(t_) || is_stored_upstream(t_)) return take(event);
  aip_event known = event;
  const std::string call_id = calls ? convert::made_id("call_", t_.call.id(), event.choice, event.part) : std::string();
  if (calls || (starts && event.origin != t_.protocol->number())) known.id = plugin::bytes(call_id);
  // The stream and what is stored of it say the same times.
  if (known.created <= 0 && !calls) known.created = unix_milliseconds() / 1000;
  if (ends) ended_ = known.created;
  take(known);
}

void Answer::note(const aip_event& event) {
  if (!content_seen_ && is_content(event)) {
    content_seen_ = true;
    t_.first_content = t_.loop.loop.now();
  }
  if (event.kind == AIP_EVENT_PART_DELTA) t_.content_bytes += event.text.len;
  if (event.kind == AIP_EVENT_USAGE && event.usage) {
    t_.usage = plugin::zero_extended(event.usage);
    t_.usage->json = {};  // borrowed: gone after this call
  }
  if (event.kind == AIP_EVENT_START && is_stored(t_)) t_.answer_id = t_.call.keep(plugin::text(event.id));
}

Result<std::string> Answer::whole_body(const sdk::Fold& fold, const aip_request& request, plugin::Answer& head) {
  auto encoder = t_.protocol->open_encoder(t_.call, request, head);
  if (!encoder) return std::move(encoder).error();
  std::string body;
  Result<void> encoded;
  fold.replay([&](aip_event event) {
    if (event.kind == AIP_EVENT_END) event.created = ended_;
    if (encoded) encoded = encoder->event(t_.call, event, body);
  });
  if (!encoded) return std::move(encoded).error();
  return body;
}

std::unique_ptr<Answer> make_answer(Transaction& transaction) {
  if (transaction.streams()) return std::make_unique<StreamAnswer>(transaction);
  return std::make_unique<UnaryAnswer>(transaction);
}

}  // namespace aipool::gateway
