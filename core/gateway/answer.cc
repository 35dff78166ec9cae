// SPDX-License-Identifier: MIT
#include "core/gateway/answer.h"

#include "core/gateway/stored_responses.h"
#include "core/gateway/stream_answer.h"
#include "core/gateway/unary_answer.h"

namespace aipool::gateway {

// The client may ask for a stored answer by its id, and upstreams of other protocols give one twice: the encoder makes it.
void Answer::event(const aip_event& event) {
  note(event);
  if (event.kind != AIP_EVENT_START || event.origin == t_.protocol->number() || !is_stored(t_)) return take(event);
  aip_event nameless = event;
  nameless.id = {};
  take(nameless);
}

void Answer::note(const aip_event& event) {
  if (!content_seen_ && is_content(event)) {
    content_seen_ = true;
    t_.first_content = t_.loop.loop.now();
  }
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
  fold.replay([&](const aip_event& event) {
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
