// SPDX-License-Identifier: MIT
//
// What the operator of an account may choose: where requests go, and the parts of their form on which the service
// and its clients disagree. Vendors change these; each has the default that works without pretending to be another
// program.
//
// Flow:      the provider's table has kOptions; prepare() hands them on as the request's dialect, in which the
//            upstream half finds them.
// Threading: plain values.
// Ownership: borrows the account's texts.
// Errors:    check_options() throws sdk::Fault with the operator's key in `param`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

inline constexpr std::string_view kDefaultRegion = "us-east-1";

// How a model is asked to think.
enum class ThinkingForm : std::uint8_t {
  kTags,      // by tags in the system prompt; thoughts come as tags in the text
  kAdaptive,  // additionalModelRequestFields: {thinking, output_config}
  kEffort,    // additionalModelRequestFields: {reasoning}
  kOff,
};

class AccountOptions {
 public:
  explicit AccountOptions(aip_fields options) : options_(options) {}

  std::string_view text(std::string_view name) const;  // its default where nothing was said
  bool flag(std::string_view name) const { return text(name) == "true"; }
  std::int64_t number(std::string_view name) const;
  ThinkingForm thinking() const;
  // Of an option that is a map; nothing where it has no such key.
  std::optional<std::string> mapped(std::string_view name, std::string_view key) const;
  bool lists(std::string_view name, std::string_view word) const;

 private:
  aip_fields options_;
};

std::span<const aip_option> account_options();

// May stand in a host name.
bool is_region(std::string_view text);

void check_options(const aip_account& account);

}  // namespace aipool::kiro
