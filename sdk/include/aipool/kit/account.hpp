// SPDX-License-Identifier: MIT
//
// Account builds the aip_account that a provider is given.
//
// Flow:      kit::Account account({.base_url = "https://x", .credential = {{"api_key", "k"}}}); account.table()
// Threading: one thread.
// Ownership: owns its text and stays where it is.
// Errors:    none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "aipool/abi/provider.h"
#include "aipool/kit/plugin.hpp"
#include "aipool/sdk/bytes.hpp"

namespace aipool::kit {

struct AccountText {
  std::string uuid = "account-1";
  std::string name = "Account";
  std::string base_url{};
  std::string protocol{};
  Settings options{};
  Settings credential{};
  std::string auth_base_url{};
};

class Account {
 public:
  explicit Account(AccountText text = {}) : text_(std::move(text)) {
    for (const auto& [name, value] : text_.options) options_.push_back(sdk::field(name, value));
    for (const auto& [name, value] : text_.credential) {
      credential_.push_back(sdk::field(name, value, AIP_FIELD_SECRET));
    }
    table_ = {sizeof table_,
              0,
              sdk::bytes(text_.uuid),
              sdk::bytes(text_.name),
              sdk::bytes(text_.base_url),
              sdk::bytes(text_.protocol),
              sdk::fields(options_),
              sdk::fields(credential_),
              sdk::bytes(text_.auth_base_url)};
  }
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;

  const aip_account* table() const noexcept { return &table_; }

 private:
  AccountText text_;
  std::vector<aip_field> options_;
  std::vector<aip_field> credential_;
  aip_account table_{};
};

}  // namespace aipool::kit
