// SPDX-License-Identifier: MIT
#include "plugins/ollama/call_matcher.h"

#include <string>
#include <utility>

namespace aipool::ollama {

void CallMatcher::add(aip_part& call) {
  const std::size_t index = seen_.size();
  if (std::exchange(new_turn_, false)) {
    all_ = {};
    by_name_.clear();
  }
  if (call.id.len == 0) call.id = new_id(call.name, 0);
  seen_.push_back({call.id, call.name, false});
  all_.calls.push_back(index);
  by_name_[sdk::view(call.name)].calls.push_back(index);
  by_id_[sdk::view(call.id)] = index;
}

void CallMatcher::answer(aip_part& result) {
  const std::size_t index = find(result);
  if (index != kNone) {
    Seen& call = seen_[index];
    call.answered = true;
    result.id = call.id;
    if (result.name.len == 0) result.name = call.name;
  } else if (result.id.len == 0) {
    result.id = new_id(result.name, ++orphans_);
  }
}

std::size_t CallMatcher::find(const aip_part& result) {
  if (result.id.len != 0) {
    const auto found = by_id_.find(sdk::view(result.id));
    if (found != by_id_.end()) return found->second;
  }
  if (result.name.len == 0) return result.id.len == 0 ? waiting(all_) : kNone;
  const auto found = by_name_.find(sdk::view(result.name));
  return found == by_name_.end() ? kNone : waiting(found->second);
}

std::size_t CallMatcher::waiting(Queue& queue) {
  while (queue.next < queue.calls.size() && seen_[queue.calls[queue.next]].answered) ++queue.next;
  return queue.next < queue.calls.size() ? queue.calls[queue.next] : kNone;
}

aip_bytes CallMatcher::new_id(aip_bytes name, std::uint32_t orphan) const {
  const auto place = static_cast<std::uint32_t>(seen_.size());
  return sdk::bytes(source_.env.copy(std::string_view(made_id("call_", sdk::view(name), place, orphan))));
}

}  // namespace aipool::ollama
