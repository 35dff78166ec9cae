// SPDX-License-Identifier: MIT
//
// AccountHandle owns an aip_account and all that hangs on it: one configured credential, as plugins see it.
//
// Flow:      made by open_account() when a snapshot is built; with() makes another one whenever the credential changes.
// Threading: constant after construction.
// Ownership: owns every text; credentials are wiped when it goes. Pinned: the ABI view points into it.
// Errors:    none.
#pragma once

#include <memory>
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
    std::string auth_base_url;  // likewise; empty: the vendor's own
    Secret api_key;
    std::vector<Option> credential;  // what the auth machine gave
    std::vector<Option> options;
  };

  explicit AccountHandle(Parts parts);
  AccountHandle(const AccountHandle&) = delete;
  AccountHandle& operator=(const AccountHandle&) = delete;

  std::string_view uuid() const noexcept { return parts_.uuid; }
  std::string_view base_url() const noexcept { return parts_.base_url; }
  std::string_view protocol() const noexcept { return parts_.protocol; }  // as Parts
  std::vector<std::string_view> secrets() const;  // the credentials: api_key, and what the provider calls secret
  // The same account with what its auth machine gave. `base_url`: where it is reached from now on.
  std::unique_ptr<const AccountHandle> with(std::vector<Option> credential, std::string base_url) const;
  const aip_account* abi() const noexcept { return &view_; }

 private:
  const Parts parts_;
  FieldList options_;
  FieldList credential_;
  aip_account view_;
};

}  // namespace aipool::plugin
