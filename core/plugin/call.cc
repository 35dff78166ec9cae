// SPDX-License-Identifier: MIT
#include "core/plugin/call.h"

#include <utility>

namespace aipool::plugin {

Call::Call(std::string id, Budget budget) : id_(std::move(id)), step_(budget.step), call_(budget.call) {}

void Call::add_loss(std::string_view pointer, std::string_view why) {
  ++loss_count_;
  if (losses_.size() < kLossesKept) losses_.push_back({std::string(pointer), std::string(why)});
}

}  // namespace aipool::plugin
