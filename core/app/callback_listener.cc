// SPDX-License-Identifier: MIT
#include "core/app/callback_listener.h"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include "aipool/oauth/form.hpp"

namespace aipool::app {
namespace {

constexpr std::string_view kPage =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
    "<title>aipool</title><p>aipool has got the answer. You may close this window and go on in the "
    "terminal.</p></html>\n";
constexpr std::chrono::milliseconds kFarewell{500};

http::ServerSettings callback_settings(std::uint16_t port) {
  http::ServerSettings settings;
  settings.port = port;
  settings.limits.body_bytes_max = 0;
  settings.limits.connections_max = 16;
  settings.limits.head.line_bytes_max = 16 * 1024;
  return settings;
}

}  // namespace

Result<std::unique_ptr<CallbackListener>> CallbackListener::open(std::uint16_t port, Receiver receiver) {
  std::unique_ptr<CallbackListener> listener(new CallbackListener(port, std::move(receiver)));
  if (auto started = listener->server_.start(1); !started) return std::move(started).error();
  return listener;
}

CallbackListener::CallbackListener(std::uint16_t port, Receiver receiver)
    : receiver_(std::move(receiver)), server_(callback_settings(port), [this](http::EventLoop&) -> http::Handler {
        return [this](http::ServerExchange& exchange) { return serve(exchange); };
      }) {}

CallbackListener::~CallbackListener() { server_.stop(kFarewell); }

std::string CallbackListener::base() const { return "http://127.0.0.1:" + std::to_string(port()); }

void CallbackListener::expect(std::string path) {
  const Lock lock(mutex_);
  path_ = std::move(path);
}

bool CallbackListener::is_callback(const http::RequestHead& head) {
  const std::string_view host = head.headers.find("host").value_or("");
  const std::string end = ":" + std::to_string(port());
  if (host != "127.0.0.1" + end && host != "localhost" + end) return false;
  const Lock lock(mutex_);
  return head.method == "GET" && !path_.empty() && head.path == path_ && !head.query.empty();
}

http::Task<void> CallbackListener::serve(http::ServerExchange& exchange) {
  constexpr std::array<http::Header, 6> kHeaders{
      {{"content-type", "text/html; charset=utf-8"},
       {"cache-control", "no-store"},
       {"referrer-policy", "no-referrer"},
       {"content-security-policy", "default-src 'none'; frame-ancestors 'none'"},
       {"x-content-type-options", "nosniff"},
       {"x-frame-options", "DENY"}}};
  if (!is_callback(exchange.head())) {
    exchange.respond(404, {}, "");
    co_return;
  }
  Secret query{std::string(exchange.head().query)};
  exchange.respond(200, kHeaders, kPage);
  receiver_(std::move(query));
}

std::string callback_path(std::string_view url, std::string_view base) {
  const auto redirect = oauth::form_value(url, "redirect_uri");
  if (!redirect || !redirect->starts_with(base)) return {};
  const std::string path = redirect->substr(base.size());
  return path.starts_with('/') && path.find_first_of("?#") == std::string::npos ? path : std::string();
}

}  // namespace aipool::app
