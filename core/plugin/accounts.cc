// SPDX-License-Identifier: MIT
#include "core/plugin/accounts.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/config/nearest.h"

namespace aipool::plugin {
namespace {

AccountHandle::Parts parts_of(const Provider& provider, const config::AccountConfig& account,
                              std::vector<config::OptionValue> options) {
  AccountHandle::Parts parts;
  parts.uuid = account.uuid;
  parts.name = account.name;
  parts.base_url = account.base_url.empty() ? std::string(provider.default_base_url()) : account.base_url;
  parts.protocol = account.protocol;
  parts.auth_base_url = account.auth_base_url;
  parts.api_key = account.api_key;
  for (config::OptionValue& option : options) {
    parts.options.push_back({std::move(option.name), Secret(std::move(option.text)), option.secret});
  }
  return parts;
}

void check_protocol(const Provider& provider, const config::AccountConfig& account, const std::string& owner,
                    config::Faults& faults) {
  const std::span<const std::string> spoken = provider.protocols();
  if (account.protocol.empty() || std::find(spoken.begin(), spoken.end(), account.protocol) != spoken.end()) return;
  const std::vector<std::string_view> known(spoken.begin(), spoken.end());
  add_fault(
      faults, account.position,
      owner + ": provider \"" + std::string(provider.id()) + "\" does not speak protocol \"" + account.protocol + "\"",
      config::suggest("protocols", account.protocol, known));
}

}  // namespace

std::unique_ptr<const AccountHandle> open_account(const Provider& provider, const config::AccountConfig& account,
                                                  config::Faults& faults) {
  const std::size_t before = faults.size();
  const std::string owner = "account \"" + account.uuid + "\"";
  auto options = config::check_options(provider.account_options(), account.options, owner, faults);
  check_protocol(provider, account, owner, faults);
  auto handle = std::make_unique<const AccountHandle>(parts_of(provider, account, std::move(options)));
  if (handle->base_url().empty() && !provider.has_steps()) {
    add_fault(faults, account.position, owner + ": base_url is missing",
              "add it: provider \"" + std::string(provider.id()) + "\" has no address of its own");
  }
  if (faults.size() == before) {
    if (auto good = provider.check_account(*handle); !good) {
      const Error& error = good.error();
      add_fault(faults, account.position, owner + ": " + (error.client_text.empty() ? error.detail : error.client_text),
                "");
    }
  }
  return faults.size() == before ? std::move(handle) : nullptr;
}

}  // namespace aipool::plugin
