// SPDX-License-Identifier: MIT
//
// AuthDriver runs a credential machine with documents in memory, a scripted vendor and the fake host's clock.
//
// Flow:      AuthDriver auth(plugin, "id", account); auth.documents[""] = "{...}"; auth.vendor = [](const Sent&) {...};
//            auth.run(AIP_INPUT_START) == AIP_AUTH_READY; auth.credential("access_token")
// Threading: one thread.
// Ownership: borrows plugin and account, which must outlive it.
// Errors:    run() gives READY or FAILED; fault() says why. A machine that breaks the contract throws.
// Units:     milliseconds of the fake clock, which WAIT moves.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/abi/auth.h"
#include "aipool/kit/account.hpp"
#include "aipool/kit/call.hpp"
#include "aipool/kit/plugin.hpp"
#include "aipool/sdk/bytes.hpp"

namespace aipool::kit {

class AuthDriver {
 public:
  struct Sent {
    std::string method, url, body;
    Settings headers;
  };
  struct Reply {
    int status = 200;  // 0: the exchange failed
    std::string body{};
    Settings headers{};
  };
  struct Asked {
    aip_enum what;
    std::string message, url, code;
  };

  AuthDriver(const Plugin& plugin, FakeHost& host, std::string_view id, const Account& account)
      : plugin_(plugin), host_(host), table_(plugin.auth(id)), account_(account) {}

  std::map<std::string, std::string> documents;                    // by name; "": the account's own
  std::function<Reply(const Sent&)> vendor = [](const Sent&) { return Reply{0, {}, {}}; };
  std::function<std::string(const Asked&)> user = [](const Asked&) { return std::string(); };
  std::function<void(const std::string&)> on_lock = [](const std::string&) {};  // another process may act here

  std::string state;
  std::vector<Sent> sent;
  std::vector<Asked> asked;
  std::vector<std::string> locked, written;  // names of documents, in order
  std::vector<std::int64_t> waited_until;

  // `kind`: START, REFRESH or LOGIN; `method` and `redirect_base` of a login.
  aip_enum run(aip_enum kind, std::string_view method = {}, std::string_view redirect_base = "http://127.0.0.1:1") {
    constexpr int kMovesMax = 10'000;
    fault_.reset();
    Held input;
    input.kind = kind;
    input.data = method;
    if (kind == AIP_INPUT_LOGIN) input.headers = {{"redirect_base", std::string(redirect_base)}};
    for (int moves = 0; moves < kMovesMax; ++moves) {
      Call call(host_);
      aip_auth_move move{};
      move.struct_size = sizeof move;
      step(call, input, move);
      if (move.kind == AIP_AUTH_READY || move.kind == AIP_AUTH_FAILED) return finish(move);
      input = answer(move);
    }
    throw std::runtime_error("the machine does not come to an end");
  }

  std::string credential(std::string_view name) const {
    for (const auto& [key, value] : credential_) {
      if (key == name) return value;
    }
    return {};
  }
  std::int64_t expires() const noexcept { return expires_; }
  const std::optional<sdk::Fault>& fault() const noexcept { return fault_; }

 private:
  struct Held {
    aip_enum kind = 0;
    std::int32_t status = 0;
    std::string data{};
    Settings headers{};
  };

  void step(Call& call, const Held& held, aip_auth_move& move) {
    std::vector<aip_field> headers, credential;
    for (const auto& [name, value] : held.headers) headers.push_back(sdk::field(name, value));
    for (const auto& [name, value] : credential_) credential.push_back(sdk::field(name, value, AIP_FIELD_SECRET));
    aip_error unreachable{};
    unreachable.struct_size = sizeof unreachable;
    unreachable.error_class = AIP_E_TIMEOUT;
    unreachable.retry_after_ms = -1;
    aip_input input{};
    input.struct_size = sizeof input;
    input.kind = held.kind;
    input.status = held.status;
    input.headers = sdk::fields(headers);
    input.data = sdk::bytes(held.data);
    if (held.kind == AIP_INPUT_FAIL) input.error = &unreachable;
    aip_account owner = *account_.table();
    owner.credential = sdk::fields(credential);
    const std::string before = state;
    const aip_rc rc = table_.step(plugin_.instance(), call.env(), &owner, sdk::bytes(before), &input, &move);
    if (rc != AIP_OK) throw std::runtime_error("step() failed with " + std::to_string(rc));
    if (move.state.data != nullptr) state = sdk::view(move.state);
  }

  aip_enum finish(const aip_auth_move& move) {
    if (move.kind == AIP_AUTH_FAILED) {
      if (move.error == nullptr) throw std::runtime_error("FAILED without an error");
      fault_ = fault_of(*move.error);
      return move.kind;
    }
    credential_.clear();
    for (const aip_field& item : sdk::span(move.credential)) credential_.emplace_back(sdk::view(item.name), sdk::view(item.value));
    expires_ = move.expires_unix_ms;
    return move.kind;
  }

  Held answer(const aip_auth_move& move) {
    const std::string document(sdk::view(move.document));
    if (document.find('/') != std::string::npos) throw std::runtime_error("a document with a path: " + document);
    switch (move.kind) {
      case AIP_AUTH_SEND:
        if (move.http == nullptr) throw std::runtime_error("SEND without an exchange");
        return exchange(*move.http);
      case AIP_AUTH_WAIT:
        waited_until.push_back(move.at_unix_ms);
        if (move.at_unix_ms > host_.unix_ms()) host_.advance(static_cast<std::uint64_t>(move.at_unix_ms - host_.unix_ms()));
        return {AIP_INPUT_TIMER};
      case AIP_AUTH_ASK_USER:
        asked.push_back({move.ask, text(move.message), text(move.user_url), text(move.user_code)});
        return {AIP_INPUT_USER, 0, user(asked.back())};
      case AIP_AUTH_READ: {
        const auto found = documents.find(document);
        if (found == documents.end()) return {AIP_INPUT_DOCUMENT, -1};
        return {AIP_INPUT_DOCUMENT, 0, found->second};
      }
      case AIP_AUTH_WRITE:
        documents[document] = text(move.content);
        written.push_back(document);
        return {AIP_INPUT_WRITTEN};
      case AIP_AUTH_LOCK:
        locked.push_back(document);
        on_lock(document);
        return {AIP_INPUT_LOCKED};
      default: throw std::runtime_error("an unknown move");
    }
  }

  Held exchange(const aip_http& http) {
    Sent request{text(http.method), text(http.target), text(http.body), {}};
    for (const aip_field& item : sdk::span(http.headers)) request.headers.emplace_back(sdk::view(item.name), sdk::view(item.value));
    sent.push_back(request);
    Reply reply = vendor(request);
    if (reply.status == 0) return {AIP_INPUT_FAIL};
    return {AIP_INPUT_REPLY, reply.status, std::move(reply.body), std::move(reply.headers)};
  }

  static std::string text(aip_bytes bytes) { return std::string(sdk::view(bytes)); }

  const Plugin& plugin_;
  FakeHost& host_;
  const aip_auth& table_;
  const Account& account_;
  Settings credential_;
  std::int64_t expires_ = 0;
  std::optional<sdk::Fault> fault_;
};

}  // namespace aipool::kit
