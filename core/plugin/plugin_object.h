// SPDX-License-Identifier: MIT
//
// PluginObject is an object that a plugin made for one call (encoder, decoder, step call), closed exactly once.
//
// Threading: belongs to one call.
// Ownership: pins the generation; the object itself is the plugin's and may be NULL.
// Errors:    an exception out of close() is reported as a panic and goes no further.
#pragma once

#include <memory>

namespace aipool::plugin {

class Generation;

class PluginObject {
 public:
  using Close = void (*)(void*);

  PluginObject(std::shared_ptr<const Generation> pin, void* object, Close close) noexcept;
  PluginObject(PluginObject&&) noexcept = default;
  PluginObject& operator=(PluginObject&& other) noexcept;
  ~PluginObject();

  void* get() const noexcept { return object_; }
  const Generation& generation() const noexcept { return *pin_; }

 private:
  std::shared_ptr<const Generation> pin_;  // empty once moved from
  void* object_;
  Close close_;
};

}  // namespace aipool::plugin
