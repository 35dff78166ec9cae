// SPDX-License-Identifier: MIT
//
// AccountHandle owns an aip_account and all that hangs on it: one configured credential, as plugins see it.
//
// Flow:      made by Provider::open_account from checked configuration, when a snapshot is built.
// Threading: constant after construction.
// Ownership: owns every text; credentials are wiped when it goes. Pinned: the ABI view points into it.
// Errors:    none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "aipool/abi.h"
#include "core/base/secret.h"
#include "core/plugin/abi_view.h"

namespace aipool::plugin {

class AccountHandle {
 public:
  struct Option {
    std::string name;
    Secret value;  // any option may hold a credential: all are wiped
    bool secret = false;
  };
  struct Parts {
    std::string uuid;
    std::string name;
    std::string base_url;  // no trailing slash
    std::string protocol;  // the operator's choice, empty: none made
    Secret api_key;
    std::vector<Option> options;
  };

  explicit AccountHandle(Parts parts);
  AccountHandle(const AccountHandle&) = delete;
  AccountHandle& operator=(const AccountHandle&) = delete;

  std::string_view uuid() const noexcept { return parts_.uuid; }
  std::string_view base_url() const noexcept { return parts_.base_url; }
  std::string_view protocol() const noexcept { return parts_.protocol; }  // as Parts
  std::vector<std::string_view> secrets() const;  // the credentials: api_key, and what the provider calls secret
  const aip_account* abi() const noexcept { return &view_; }

 private:
  const Parts parts_;
  FieldList options_;
  FieldList credential_;
  aip_account view_;
};

}  // namespace aipool::plugin
