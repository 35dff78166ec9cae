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

// Each call moves once at most.
void CallIds::turn(aip_enum role) {
  const bool begins = role == AIP_ROLE_ASSISTANT && !model_speaks_;
  model_speaks_ = role == AIP_ROLE_ASSISTANT;
  if (!begins) return;
  for (const auto& [name, queue] : by_name_) {
    for (std::size_t i = queue.next; i < queue.calls.size(); ++i) earlier_[name].calls.push_back(queue.calls[i]);
  }
  by_name_.clear();
}

void CallIds::result(aip_part& part) {
  const bool has_id = part.id.len != 0;
  const std::string_view key = sdk::view(has_id ? part.id : part.name);
  Seen* call = next_of(has_id ? by_id_ : by_name_, key);
  if (call == nullptr && !has_id) call = next_of(earlier_, key);
  if (call != nullptr) {
    call->answered = true;
    part.id = sdk::bytes(call->id);
  } else if (!has_id) {
    part.id = made(sdk::view(part.name));
  }
}

CallIds::Seen* CallIds::next_of(Queues& queues, std::string_view key) {
  const auto found = queues.find(key);
  if (found == queues.end()) return nullptr;
  Queue& queue = found->second;
  while (queue.next < queue.calls.size()) {
    Seen& seen = seen_[queue.calls[queue.next++]];
    if (!seen.answered) return &seen;
  }
  return nullptr;
}

aip_bytes CallIds::made(std::string_view name) {
  return sdk::bytes(source_.env.copy(std::string_view(made_id(kMadePrefix, name, made_++, 0))));
}

bool is_made_call_id(std::string_view id) { return id.starts_with(kMadePrefix); }

}  // namespace aipool::gemini
