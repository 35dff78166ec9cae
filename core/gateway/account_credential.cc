// SPDX-License-Identifier: MIT
#include "core/gateway/account_credential.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/config/rules.h"

namespace aipool::gateway {

void note_accepted(const Binding& binding) noexcept {
  if (binding.source) binding.source->accepted(binding.credential_version);
}

AccountCredential::AccountCredential(Binding base, bool fixed_address, std::shared_ptr<Credential> credential)
    : base_(std::move(base)), fixed_address_(fixed_address), credential_(std::move(credential)) {}

AccountCredential::Bound AccountCredential::ready() {
  const Credential::Shared token = credential_->usable();
  if (!token) return nullptr;
  auto bound = bound_to(*token);
  return bound ? *std::move(bound) : nullptr;
}

http::Task<Result<AccountCredential::Bound>> AccountCredential::get(http::EventLoop& loop,
                                                                    http::Cancellation& cancellation) {
  auto token = co_await credential_->get(loop, cancellation);
  if (!token) co_return std::move(token).error();
  co_return bound_to(**token);
}

http::Task<Result<AccountCredential::Bound>> AccountCredential::renew(http::EventLoop& loop,
                                                                      http::Cancellation& cancellation,
                                                                      std::uint64_t version) {
  auto token = co_await credential_->renew(loop, cancellation, version);
  if (!token) co_return std::move(token).error();
  co_return bound_to(**token);
}

Result<AccountCredential::Bound> AccountCredential::bound_to(const Credential::Token& token) {
  const Lock lock(mutex_);
  if (latest_ && latest_->credential_version == token.version) return latest_;
  auto bound = bind(token);
  if (bound) latest_ = *bound;
  return bound;
}

Result<AccountCredential::Bound> AccountCredential::bind(const Credential::Token& token) const {
  auto bound = std::make_shared<Binding>(base_);
  bound->credential_version = token.version;
  bound->source = credential_;
  std::string base_url(base_.account->base_url());
  const auto said = std::find_if(token.fields.begin(), token.fields.end(),
                                 [](const plugin::AccountHandle::Option& field) { return field.name == "base_url"; });
  if (said != token.fields.end() && !fixed_address_) {
    auto address = http::parse_base_url(said->value.reveal());
    if (!address) return std::move(address).error();
    if (!address->origin.tls && !config::is_loopback(address->origin.host)) {
      return make_error(ErrorCode::kUpstreamProtocol, ErrorSource::kUpstream,
                        "the credential names a base_url that is plain http to another machine");
    }
    bound->endpoint = base_.auth->endpoint(address->origin);
    bound->path_prefix = std::move(address->path_prefix);
    base_url = said->value.reveal();
    while (base_url.ends_with('/')) base_url.pop_back();
  }
  bound->account = base_.account->with(token.fields, std::move(base_url));
  for (const std::string_view secret : bound->account->secrets()) bound->scrub.add(secret);
  return Bound(std::move(bound));
}

}  // namespace aipool::gateway
