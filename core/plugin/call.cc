// SPDX-License-Identifier: MIT
#include "core/plugin/call.h"

namespace aipool::plugin {

Call::Call(std::string_view id, Budget budget) : step_(budget.step, Arena::Use::kPassing), call_(budget.call), id_(call_.copy(id)) {}

void Call::add_loss(std::string_view pointer, std::string_view why) {
  ++loss_count_;
  if (losses_.size() < kLossesKept) losses_.push_back({std::string(pointer), std::string(why)});
}

void Call::drop_losses() {
  loss_count_ = settled_losses_;
  while (losses_.size() > loss_count_) losses_.pop_back();
}

}  // namespace aipool::plugin
