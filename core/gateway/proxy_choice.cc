// SPDX-License-Identifier: MIT
#include "core/gateway/proxy_choice.h"

#include <utility>

namespace aipool::gateway {
namespace {

std::shared_ptr<const http::Proxy> read_proxy(const config::ProxyConfig& proxy, config::Faults& faults) {
  if (proxy.address.empty()) return nullptr;
  auto parsed = http::parse_proxy(proxy.address.reveal());
  if (parsed) return std::make_shared<const http::Proxy>(*std::move(parsed));
  config::add_fault(faults, proxy.position, parsed.error().detail, "");
  return nullptr;
}

}  // namespace

ProxyChoice::ProxyChoice(const config::Config& config, config::Faults& faults)
    : global_(read_proxy(config.proxy, faults)), no_proxy_(config.no_proxy) {}

std::shared_ptr<const http::Proxy> ProxyChoice::of(const config::AccountConfig& account, const http::Origin& origin,
                                                   config::Faults& faults) const {
  if (account.proxy.address.reveal() == "direct") return nullptr;
  if (!account.proxy.address.empty()) return read_proxy(account.proxy, faults);
  return no_proxy_.covers(origin.host) ? nullptr : global_;
}

}  // namespace aipool::gateway
