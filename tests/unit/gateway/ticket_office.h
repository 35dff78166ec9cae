// SPDX-License-Identifier: MIT
//
// TicketOffice is the vendor of the plugin `ticket`: a token for each POST, and what a test says instead.
// TicketTest has the plugin loaded, and an account of it with a document.
//
// Threading: the office answers on a thread of its own; what a test sets is atomic.
// Ownership: a test's runs end before its office does.
// Errors:    a server that does not start fails the test.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "core/gateway/auth_site.h"
#include "core/http/server.h"
#include "core/http/signal.h"
#include "core/plugin/provider.h"
#include "core/pool/document.h"
#include "tests/unit/plugin/plugin_fixture.h"

namespace aipool::gateway {

class TicketOffice {
 public:
  TicketOffice()
      : server_({}, [this](http::EventLoop& loop) -> http::Handler {
          return [this, &loop](http::ServerExchange& exchange) { return answer(loop, exchange); };
        }) {
    const auto started = server_.start(1);
    EXPECT_TRUE(started);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  std::atomic<int> refreshes{0};
  std::atomic<bool> open{true};  // otherwise answers wait
  std::atomic<int> status{200};
  std::atomic<std::size_t> padding{0};

 private:
  http::Task<void> answer(http::EventLoop& loop, http::ServerExchange& exchange) {
    const auto body = co_await exchange.read_body();
    const int number = ++refreshes;
    while (!open) {
      const std::chrono::milliseconds pause(10);
      auto slept = co_await http::sleep_for(loop, pause, &exchange.cancellation());
      if (!slept) co_return;
    }
    std::string text = "{\"access_token\":\"access-" + std::to_string(number) +
                       "\",\"refresh_token\":\"r\",\"expires_in\":3600,\"device_code\":\"d\",\"user_code\":\"U\"}";
    text.append(padding, ' ');
    const std::vector<http::Header> elsewhere = {{"location", "/token"}};
    exchange.respond(status, elsewhere, text);
  }

  http::Server server_;
};

class TicketTest : public plugin::PluginTest {
 protected:
  static constexpr std::string_view kExpired = R"({"access_token":"old","refresh_token":"r","expiry_date":1})";

  void SetUp() override {
    const char* file = std::getenv("AIPOOL_TICKET_PLUGIN");
    generation_ = load(file == nullptr ? "" : file);
    ASSERT_NE(generation_, nullptr);
    ASSERT_TRUE(pool::write_document(document_, kExpired));
    sign_in_at(office_.url());
  }
  void sign_in_at(std::string auth_base_url) {
    plugin::AccountHandle::Parts parts;
    parts.uuid = "ticket-1";
    parts.auth_base_url = std::move(auth_base_url);
    account_ = std::make_shared<const plugin::AccountHandle>(std::move(parts));
    const plugin::Provider provider(generation_, generation_->providers()[0]);
    const auto direct = [](const http::Origin& origin) {
      http::Endpoint endpoint;
      endpoint.origin = origin;
      return endpoint;
    };
    site_ = std::make_shared<const AuthSite>(
        AuthSite{*provider.auth(), "ticket-oauth", "ticket-1", "key", document_, root_ / "state", direct});
  }

  TicketOffice office_;
  const std::filesystem::path document_ = root_ / "creds.json";
  std::shared_ptr<const plugin::Generation> generation_;
  std::shared_ptr<const AuthSite> site_;
  std::shared_ptr<const plugin::AccountHandle> account_;
};

}  // namespace aipool::gateway
