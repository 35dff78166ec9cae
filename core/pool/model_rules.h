// SPDX-License-Identifier: MIT
//
// ModelRules says which models an account serves: exact names and `*` patterns, less the refused ones.
//
// Flow:      built from the configuration, asked by Pool at each lease and by the model list.
// Threading: immutable after construction.
// Ownership: owns its patterns.
// Errors:    none; the configuration has checked the patterns.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace aipool::pool {

// True if `text` matches `pattern`, in which `*` stands for any run of characters.
bool matches_pattern(std::string_view pattern, std::string_view text);

class ModelRules {
 public:
  ModelRules() = default;
  ModelRules(std::vector<std::string> served, std::vector<std::string> refused)
      : served_(std::move(served)), refused_(std::move(refused)) {}

  auto operator<=>(const ModelRules&) const = default;

  // True if the operator named models; otherwise the upstream's own list decides.
  bool names_models() const noexcept { return !served_.empty(); }
  // True if no list of names says it all: a pattern, or nothing was named.
  bool open_ended() const;
  // True if there is nothing to ask.
  bool admits_all() const noexcept { return served_.empty() && refused_.empty(); }
  // True unless the rules exclude the model. Without named models everything goes that is not refused.
  bool admits(std::string_view model) const;
  // The names without a pattern, in the operator's order.
  std::vector<std::string> literals() const;

 private:
  std::vector<std::string> served_;
  std::vector<std::string> refused_;
};

}  // namespace aipool::pool
