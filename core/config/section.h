// SPDX-License-Identifier: MIT
//
// Section reads the keys of one map into variables that already hold the defaults.
//
// Flow:      made for a map, asked key by key, then finish() (or rest(), where more keys may follow for others).
// Threading: belongs to one reader.
// Ownership: borrows the Value and the Faults, which must outlive it.
// Errors:    a wrong type, a value out of range or against its Rule is a fault and leaves the variable alone; so
//            does an absent key, and an empty string, which says the same as leaving the key out.
// Units:     those of scalar.h.
#pragma once

#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/secret.h"
#include "core/config/config.h"
#include "core/config/paths.h"
#include "core/config/rules.h"
#include "core/config/value.h"

namespace aipool::config {

template <typename Enum>
using Choices = std::initializer_list<std::pair<std::string_view, Enum>>;

class Section {
 public:
  // `path` is how messages name the map: "server", "pools.openai-custom[0]"; empty for a whole file.
  Section(const Value& map, std::string path, Faults& faults);

  void text(std::string_view key, std::string& out, Rule rule = plain_rule);
  void secret(std::string_view key, Secret& out, Rule rule = secret_rule, Position* place = nullptr);
  void path(std::string_view key, std::filesystem::path& out, const Paths& paths);  // a file or folder that exists
  void boolean(std::string_view key, bool& out);
  void duration(std::string_view key, std::chrono::milliseconds& out, std::chrono::milliseconds min,
                std::chrono::milliseconds max);
  void size(std::string_view key, std::uint64_t& out, std::uint64_t min, std::uint64_t max);
  void percent(std::string_view key, unsigned& out);
  void texts(std::string_view key, std::vector<std::string>& out, Rule rule);

  template <std::unsigned_integral T>
  void integer(std::string_view key, T& out, std::uint32_t min, std::uint32_t max) {
    if (const auto number = integer_in_range(key, min, max)) out = static_cast<T>(*number);
  }

  template <typename Enum>
  void choice(std::string_view key, Enum& out, Choices<Enum> choices) {
    std::vector<std::string_view> names;
    for (const auto& [name, value] : choices) names.push_back(name);
    if (const auto index = one_of(key, names)) out = (choices.begin() + *index)->second;
  }

  // The map at `key`, or an empty one.
  Section section(std::string_view key);

  // The value of a key that has its own reader, or null. It counts as known from now on.
  const Value* take(std::string_view key);
  // The same where only a list or only a map will do.
  const Value* take_list(std::string_view key);
  const Value* take_map(std::string_view key);

  // Every key that was not asked for is a fault.
  void finish();
  // Every key that was not asked for, left to a plugin's table.
  RawOptions rest();

  const Position& position() const { return map_.position; }
  std::string path_of(std::string_view key) const;
  void fault(const Position& at, std::string_view key, std::string_view wrong, std::string_view fix);

 private:
  std::optional<std::int64_t> integer_in_range(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<std::ptrdiff_t> one_of(std::string_view key, std::span<const std::string_view> names);
  const std::string* checked_text(std::string_view key, Rule rule);
  bool is_known(std::string_view key) const;

  const Value& map_;
  std::string path_;
  Faults& faults_;
  std::vector<std::string_view> known_;
};

// The string in `value` if it is one and follows the rule; `path` names it in the fault.
const std::string* text_by_rule(const Value& value, std::string_view path, Rule rule, Faults& faults);

}  // namespace aipool::config
