// SPDX-License-Identifier: MIT
#include "core/gateway/return_thoughts.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <vector>

#include "aipool/sdk/ranges.hpp"
#include "core/plugin/abi_view.h"

namespace aipool::gateway {
namespace {

class Turn {
 public:
  Turn(plugin::Call& call, SignatureStore& store, const ThoughtOwner& owner, std::uint32_t protocol)
      : call_(call), store_(store), owner_(owner), protocol_(protocol), parts_(&call.memory()) {}

  // False: nothing was found.
  bool restore(const aip_message& message) {
    bool found = false;
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

  const std::pmr::vector<aip_part>& parts() const { return parts_; }

 private:
  bool is_signed_here(const aip_part& part) const {
    return part.kind == AIP_PART_REASONING && part.origin == protocol_ && (part.signature.len != 0 || part.data.len != 0);
  }

  // Whatever the client has of the thoughts that led to a call gives way to them. They came before the text beside it.
  bool replace_run(const aip_part& call) {
    if (call.id.len == 0) return false;
    const auto thoughts = store_.find(SignatureStore::by_call(owner_, plugin::text(call.id)));
    if (!thoughts) return false;
    const auto run = parts_.begin() + static_cast<std::ptrdiff_t>(run_);
    const auto is_thought = [](const aip_part& part) { return part.kind == AIP_PART_REASONING; };
    parts_.erase(std::remove_if(run, parts_.end(), is_thought), parts_.end());
    insert(*thoughts, run_);
    return true;
  }

  bool replace_text(const aip_part& part) {
    if (part.text.len == 0) return false;
    const auto thoughts = store_.find(SignatureStore::by_text(owner_, plugin::text(part.text)));
    if (thoughts) insert(*thoughts, parts_.size());
    return thoughts != nullptr;
  }

  void insert(const Thoughts& thoughts, std::size_t at) {
    for (const Thought& thought : thoughts) {
      auto part = plugin::sized<aip_part>();
      part.kind = AIP_PART_REASONING;
      part.origin = protocol_;
      part.flags = thought.flags;
      part.text = keep(thought.text);
      part.signature = keep(thought.signature);
      part.data = keep(thought.data);
      parts_.insert(parts_.begin() + static_cast<std::ptrdiff_t>(at++), part);
    }
  }

  aip_bytes keep(const std::string& text) const { return text.empty() ? aip_bytes{} : plugin::bytes(call_.keep(text)); }

  plugin::Call& call_;
  SignatureStore& store_;
  const ThoughtOwner& owner_;
  const std::uint32_t protocol_;
  std::pmr::vector<aip_part> parts_;
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
std::span<const T> in_arena(plugin::Call& call, const std::pmr::vector<T>& list) {
  T* items = std::pmr::polymorphic_allocator<T>(&call.memory()).allocate(list.size());
  return {items, std::uninitialized_copy(list.begin(), list.end(), items)};
}

}  // namespace

void return_thoughts(plugin::Call& call, aip_request& request, SignatureStore& store, const ThoughtOwner& owner,
                     std::uint32_t protocol) {
  if (store.empty()) return;
  std::pmr::vector<aip_message> messages(&call.memory());
  bool changed = false;
  messages.reserve(request.message_count);
  for (const aip_message& message : sdk::messages(request)) {
    messages.push_back(message);
    if (!may_have_thoughts(message)) continue;
    Turn turn(call, store, owner, protocol);
    if (!turn.restore(message)) continue;
    sdk::set_parts(messages.back(), in_arena(call, turn.parts()));
    changed = true;
  }
  if (changed) sdk::set_messages(request, in_arena(call, messages));
}

}  // namespace aipool::gateway
