// SPDX-License-Identifier: MIT
#include "plugins/gemini/call_ids.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kMadePrefix = "call_by_order_";

}  // namespace

void CallIds::call(aip_part& part) {
  if (part.id.len == 0) part.id = made(sdk::view(part.name));
  seen_.push_back({sdk::view(part.id), sdk::view(part.name)});
}

void CallIds::result(aip_part& part) {
  while (open_ < seen_.size() && seen_[open_].answered) ++open_;
  const std::string_view id = sdk::view(part.id);
  for (std::size_t i = open_; i < seen_.size(); ++i) {
    Seen& seen = seen_[i];
    if (seen.answered || (id.empty() ? seen.name != sdk::view(part.name) : seen.id != id)) continue;
    seen.answered = true;
    part.id = sdk::bytes(seen.id);
    return;
  }
  if (id.empty()) part.id = made(sdk::view(part.name));
}

aip_bytes CallIds::made(std::string_view name) {
  return sdk::bytes(source_.env.copy(std::string_view(made_id(kMadePrefix, name, made_++, 0))));
}

bool is_made_call_id(std::string_view id) { return id.starts_with(kMadePrefix); }

}  // namespace aipool::gemini
