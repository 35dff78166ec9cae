// SPDX-License-Identifier: MIT
//
// Env is the environment of one call: memory that outlives it, the time, and ways to say what went wrong.
//
// Flow:      made by the barrier, passed to every virtual function.
// Threading: belongs to the call.
// Ownership: what make(), array(), room(), copy() and join() give lives as long as the request or the call object and
//            is never freed; what step_...() gives dies when the call returns.
// Errors:    an exhausted arena throws std::bad_alloc, which the barrier turns into AIP_E_NOMEM.
// Units:     Unix milliseconds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

#include "aipool/abi/host.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/fault.hpp"

namespace aipool::sdk {

class Env {
 public:
  explicit Env(const aip_env& env, const aip_host* host = nullptr) noexcept : env_(env), host_(host) {}

  // A zeroed T in the call arena, with its struct_size if it has one.
  template <class T>
  T* make() {
    return array<T>(1).data();
  }

  template <class T>
  std::span<T> array(std::size_t count) {
    const std::span<T> items = room<T>(count);
    for (T& item : items) {
      new (&item) T{};
      if constexpr (requires { item.struct_size; }) item.struct_size = sizeof(T);
    }
    return items;
  }

  // The same without a value in it.
  template <class T>
  std::span<T> room(std::size_t count) {
    return room_in<T>(*env_.call, count);
  }

  template <class T>
  std::span<T> copy(std::span<const T> items) {
    const std::span<T> target = array<T>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) target[i] = items[i];
    return target;
  }

  std::string_view copy(std::string_view text) { return copy_to(*env_.call, text); }
  std::string_view join(std::string_view first, std::string_view second) {
    const std::span<char> both = room<char>(first.size() + second.size());
    std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), both.begin()));
    return {both.data(), both.size()};
  }
  // Zeroed, and gone when the call returns.
  template <class T>
  T* step_make() {
    T* item = step_array<T>(1).data();
    if constexpr (requires { item->struct_size; }) item->struct_size = sizeof(T);
    return item;
  }
  template <class T>
  std::span<T> step_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "arena memory is dropped, not destroyed");
    if (count == 0) return {};
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_alloc();
    T* items = static_cast<T*>(allocate(*env_.step, count * sizeof(T), alignof(T)));
    for (std::size_t i = 0; i < count; ++i) new (items + i) T{};
    return {items, count};
  }
  template <class T = char>
  std::span<T> step_room(std::size_t count) {
    return room_in<T>(*env_.step, count);
  }
  std::string_view step_copy(std::string_view text) { return copy_to(*env_.step, text); }

  // Reports what the target cannot carry: a JSON pointer into the source, and a few words.
  void loss(std::string_view pointer, std::string_view why) { env_.loss(&env_, bytes(pointer), bytes(why)); }

  aip_rc fail(const Fault& fault) noexcept {
    const aip_error error = error_of(fault);
    return env_.fail(&env_, &error);
  }

  bool cancelled() const { return host_ != nullptr && host_->cancelled(host_->ctx, env_.token) != 0; }
  std::int64_t now_unix_ms() const noexcept { return env_.now_unix_ms; }
  std::string_view call_id() const noexcept { return view(env_.call_id); }
  const aip_env& raw() const noexcept { return env_; }

 private:
  static void* allocate(const aip_arena& arena, std::size_t size, std::size_t align) {
    void* memory = arena.alloc(arena.ctx, size, align);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }

  template <class T>
  static std::span<T> room_in(const aip_arena& arena, std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "arena memory is dropped, not destroyed");
    if (count == 0) return {};
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) throw std::bad_alloc();
    return {static_cast<T*>(allocate(arena, count * sizeof(T), alignof(T))), count};
  }

  static std::string_view copy_to(const aip_arena& arena, std::string_view text) {
    if (text.empty()) return text.data() == nullptr ? std::string_view() : std::string_view("");
    char* target = static_cast<char*>(allocate(arena, text.size(), 1));
    std::memcpy(target, text.data(), text.size());
    return {target, text.size()};
  }

  const aip_env& env_;
  const aip_host* host_;
};

}  // namespace aipool::sdk
