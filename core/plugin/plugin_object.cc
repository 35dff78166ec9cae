// SPDX-License-Identifier: MIT
#include "core/plugin/plugin_object.h"

#include <utility>

#include "core/plugin/generation.h"
#include "core/plugin/watchdog.h"

namespace aipool::plugin {

PluginObject::PluginObject(std::shared_ptr<const Generation> pin, void* object, Close close) noexcept
    : pin_(std::move(pin)), object_(object), close_(close) {}

PluginObject& PluginObject::operator=(PluginObject&& other) noexcept {
  std::swap(pin_, other.pin_);
  std::swap(object_, other.object_);
  std::swap(close_, other.close_);
  return *this;
}

PluginObject::~PluginObject() {
  if (pin_ == nullptr) return;
  const WatchedCall watched(pin_->services().watchdog(), pin_->kept_name(), "close");
  try {
    close_(object_);
  } catch (...) {
    pin_->services().report_panic(pin_->name(), "close", {});
  }
}

}  // namespace aipool::plugin
