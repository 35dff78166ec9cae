// SPDX-License-Identifier: MIT
#include "core/gateway/answer.h"

#include "core/gateway/stream_answer.h"
#include "core/gateway/unary_answer.h"

namespace aipool::gateway {

void Answer::note(const aip_event& event) {
  if (!content_seen_ && is_content(event)) {
    content_seen_ = true;
    t_.first_content = t_.loop.loop.now();
  }
  if (event.kind == AIP_EVENT_USAGE && event.usage) {
    t_.usage = plugin::zero_extended(event.usage);
    t_.usage->json = {};  // borrowed: gone after this call
  }
}

std::unique_ptr<Answer> make_answer(Transaction& transaction) {
  if (transaction.streams()) return std::make_unique<StreamAnswer>(transaction);
  return std::make_unique<UnaryAnswer>(transaction);
}

}  // namespace aipool::gateway
