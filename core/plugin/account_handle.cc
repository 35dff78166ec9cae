// SPDX-License-Identifier: MIT
#include "core/plugin/account_handle.h"

#include <utility>

namespace aipool::plugin {

AccountHandle::AccountHandle(Parts parts) : parts_(std::move(parts)), view_(sized<aip_account>()) {
  for (const Option& option : parts_.options) options_.add(option.name, option.value.reveal(), option.secret);
  if (!parts_.api_key.empty()) credential_.add("api_key", parts_.api_key.reveal(), true);
  for (const Option& item : parts_.credential) credential_.add(item.name, item.value.reveal(), item.secret);
  view_.uuid = bytes(parts_.uuid);
  view_.name = bytes(parts_.name);
  view_.base_url = bytes(parts_.base_url);
  view_.protocol = bytes(parts_.protocol);
  view_.options = options_.view();
  view_.credential = credential_.view();
  view_.auth_base_url = bytes(parts_.auth_base_url);
}

std::vector<std::string_view> AccountHandle::secrets() const {
  std::vector<std::string_view> secrets;
  if (!parts_.api_key.empty()) secrets.push_back(parts_.api_key.reveal());
  for (const Option& option : parts_.options) {
    if (option.secret) secrets.push_back(option.value.reveal());
  }
  for (const Option& item : parts_.credential) {
    if (item.secret) secrets.push_back(item.value.reveal());
  }
  return secrets;
}

std::unique_ptr<const AccountHandle> AccountHandle::with(std::vector<Option> credential, std::string base_url) const {
  Parts parts = parts_;
  parts.credential = std::move(credential);
  parts.base_url = std::move(base_url);
  return std::make_unique<const AccountHandle>(std::move(parts));
}

}  // namespace aipool::plugin
