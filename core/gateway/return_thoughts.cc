// SPDX-License-Identifier: MIT
#include "core/gateway/return_thoughts.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "aipool/sdk/ranges.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

class Turns {
 public:
  Turns(plugin::Call& call, SignatureStore& store, const ThoughtOwner& owner, std::uint32_t protocol)
      : call_(call), store_(store), scope_(owner.scope()), protocol_(protocol) {}

  // The parts of one turn with its thoughts. False: nothing was found.
  bool restore(const aip_message& message) {
    bool found = false;
    parts_.clear();
    run_ = 0;
    for (const aip_part& part : sdk::parts(message)) {
      if (is_signed_here(part)) return false;
      if (part.kind == AIP_PART_TOOL_CALL) {
        found = replace_run(part) || found;
        parts_.push_back(part);
        run_ = parts_.size();
      } else if (part.kind == AIP_PART_REASONING && replace_text(part)) {
        found = true;
      } else {
        parts_.push_back(part);
      }
    }
    return found;
  }

  const std::vector<aip_part>& parts() const { return parts_; }

 private:
  bool is_signed_here(const aip_part& part) const {
    return part.kind == AIP_PART_REASONING && part.origin == protocol_ && (part.signature.len != 0 || part.data.len != 0);
  }

  // Whatever the client has of the thoughts that led to a call gives way to them. They came before the text beside it.
  bool replace_run(const aip_part& call) {
    if (call.id.len == 0) return false;
    const auto thoughts = store_.find(SignatureStore::by_call(scope_, plugin::text(call.id)));
    if (!insert(thoughts, run_)) return false;
    const auto rest = parts_.begin() + static_cast<std::ptrdiff_t>(run_ + thoughts->size());
    const auto is_thought = [](const aip_part& part) { return part.kind == AIP_PART_REASONING; };
    parts_.erase(std::remove_if(rest, parts_.end(), is_thought), parts_.end());
    return true;
  }

  bool replace_text(const aip_part& part) {
    if (part.text.len == 0) return false;
    return insert(store_.find(SignatureStore::by_text(scope_, plugin::text(part.text))), parts_.size());
  }

  // At most once for a request: a client that repeats an id shall not multiply what it brings back.
  bool insert(const std::shared_ptr<const Thoughts>& thoughts, std::size_t at) {
    if (!thoughts || !returned_.insert(thoughts.get()).second) return false;
    std::vector<aip_part> made;
    for (const Thought& thought : *thoughts) {
      auto part = plugin::sized<aip_part>();
      part.kind = AIP_PART_REASONING;
      part.origin = protocol_;
      part.flags = thought.flags;
      part.text = keep(thought.text);
      part.signature = keep(thought.signature);
      part.data = keep(thought.data);
      made.push_back(part);
    }
    parts_.insert(parts_.begin() + static_cast<std::ptrdiff_t>(at), made.begin(), made.end());
    return true;
  }

  aip_bytes keep(const std::string& text) const { return text.empty() ? aip_bytes{} : plugin::bytes(call_.keep(text)); }

  plugin::Call& call_;
  SignatureStore& store_;
  const std::string scope_;
  const std::uint32_t protocol_;
  std::unordered_set<const Thoughts*> returned_;
  std::vector<aip_part> parts_;
  std::size_t run_ = 0;  // where what follows the last call begins
};

bool may_have_thoughts(const aip_message& message) {
  if (message.role != AIP_ROLE_ASSISTANT) return false;
  for (const aip_part& part : sdk::parts(message)) {
    if (part.kind == AIP_PART_REASONING || part.kind == AIP_PART_TOOL_CALL) return true;
  }
  return false;
}

template <typename T>
std::span<const T> in_arena(plugin::Call& call, const std::vector<T>& list) {
  T* items = std::pmr::polymorphic_allocator<T>(&call.memory()).allocate(list.size());
  return {items, std::uninitialized_copy(list.begin(), list.end(), items)};
}

}  // namespace

void return_thoughts(plugin::Call& call, aip_request& request, SignatureStore& store, const ThoughtOwner& owner,
                     std::uint32_t protocol) {
  if (store.empty()) return;
  Turns turns(call, store, owner, protocol);
  std::vector<aip_message> messages;  // all of them, once one has changed
  std::size_t index = 0;
  for (const aip_message& message : sdk::messages(request)) {
    const std::size_t here = index++;
    if (!may_have_thoughts(message) || !turns.restore(message)) continue;
    if (messages.empty()) {
      for (const aip_message& each : sdk::messages(request)) messages.push_back(each);
    }
    sdk::set_parts(messages[here], in_arena(call, turns.parts()));
  }
  if (!messages.empty()) sdk::set_messages(request, in_arena(call, messages));
}

}  // namespace aipool::gateway
