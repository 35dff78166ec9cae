// SPDX-License-Identifier: MIT
#include "core/gateway/local_answer.h"

#include <string>

#include "aipool/sdk/events.hpp"
#include "core/gateway/response_headers.h"

namespace aipool::gateway {

Refusal answer_locally(Transaction& t, std::span<const aip_event> events) {
  plugin::Answer head;
  std::string body;
  auto encoder = t.protocol->open_encoder(t.call, t.request, head);
  Result<void> encoded;
  if (!encoder) encoded = std::move(encoder).error();
  for (const aip_event& event : events) {
    if (encoded) encoded = encoder->event(t.call, event, body);
  }
  if (encoded) encoded = encoder->event(t.call, sdk::events::end(), body);
  if (!encoded) return plugin::OwnedError::from(encoded.error());
  ResponseHeaders headers(t, head.content_type);
  headers.add(head.headers);
  t.client.respond(200, headers.view(), body);
  t.ending = Ending::kComplete;
  return std::nullopt;
}

}  // namespace aipool::gateway
