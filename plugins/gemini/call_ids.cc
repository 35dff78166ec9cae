// SPDX-License-Identifier: MIT
#include "plugins/gemini/call_ids.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kMadePrefix = "call_by_order_";

}  // namespace

void CallIds::call(aip_part& part) {
  if (part.id.len == 0) part.id = made(sdk::view(part.name));
  by_id_[sdk::view(part.id)].calls.push_back(seen_.size());
  by_name_[sdk::view(part.name)].calls.push_back(seen_.size());
  seen_.push_back({sdk::view(part.id)});
}

void CallIds::result(aip_part& part) {
  const bool has_id = part.id.len != 0;
  Queues& queues = has_id ? by_id_ : by_name_;
  if (const auto found = queues.find(sdk::view(has_id ? part.id : part.name)); found != queues.end()) {
    Queue& queue = found->second;
    while (queue.next < queue.calls.size()) {
      Seen& seen = seen_[queue.calls[queue.next++]];
      if (seen.answered) continue;
      seen.answered = true;
      part.id = sdk::bytes(seen.id);
      return;
    }
  }
  if (!has_id) part.id = made(sdk::view(part.name));
}

aip_bytes CallIds::made(std::string_view name) {
  return sdk::bytes(source_.env.copy(std::string_view(made_id(kMadePrefix, name, made_++, 0))));
}

bool is_made_call_id(std::string_view id) { return id.starts_with(kMadePrefix); }

}  // namespace aipool::gemini
