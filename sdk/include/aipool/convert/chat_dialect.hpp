// SPDX-License-Identifier: MIT
//
// ChatDialect is what a host that is compatible with openai.chat wants said in another way than the vendor's own.
//
// Flow:      a provider reads it from its account with chat_dialect() and gives it on with set_dialect(); the encoder
//            of openai.chat reads it from aip_request.dialect with chat_dialect(). Options and words share their names.
// Threading: pure.
// Ownership: borrows the fields that it was read from.
// Errors:    check_dialect() throws sdk::Fault with the operator's key in `param`; other words that are not known are
//            passed over.
// Units:     tokens.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "aipool/convert/envelope.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

struct ChatDialect {
  bool string_content = false;         // `content` is one string: texts are joined, other parts are lost
  bool single_system = false;          // one system message, and it comes first
  bool developer_role = true;          // false: `system` stands for it
  bool stream_usage = true;            // false: the host refuses stream_options
  std::string_view max_tokens_name{};  // empty: as the client says it
  std::string_view thinking{};         // how effort is said: effort, enable_thinking, thinking, reasoning, none
  std::string_view think{};            // true or false, where the client does not say
  std::string_view thinking_budget{};  // digits, likewise
  std::string_view thoughts{};         // which turns get their thoughts back: calls, all, none
};

inline constexpr std::array<aip_option, 9> kChatOptions = {
    sdk::option("string_content", AIP_OPTION_BOOLEAN, 0, {}, "true: `content` goes out as one string, never as a list"),
    sdk::option("single_system", AIP_OPTION_BOOLEAN, 0, {}, "true: system messages are joined into one at the front"),
    sdk::option("developer_role", AIP_OPTION_BOOLEAN, 0, {}, "false: role `developer` goes out as `system`"),
    sdk::option("stream_usage", AIP_OPTION_BOOLEAN, 0, {}, "false: streams are asked for without stream_options"),
    sdk::option("max_tokens_name", AIP_OPTION_STRING, 0, {}, "the limit's name: max_tokens or max_completion_tokens"),
    sdk::option("thinking", AIP_OPTION_STRING, 0, {},
                "how effort is said: effort, enable_thinking, thinking, reasoning or none"),
    sdk::option("think", AIP_OPTION_BOOLEAN, 0, {}, "whether the model thinks where the client does not say"),
    sdk::option("thinking_budget", AIP_OPTION_INTEGER, 0, {}, "tokens for thoughts where the client does not say"),
    sdk::option("thoughts", AIP_OPTION_STRING, 0, {}, "turns that get their thoughts back: calls, all or none"),
};

// A provider's own options and those above, for its table.
template <std::size_t N>
constexpr std::array<aip_option, N + kChatOptions.size()> with_chat_options(const std::array<aip_option, N>& own) {
  std::array<aip_option, N + kChatOptions.size()> all{};
  std::copy(kChatOptions.begin(), kChatOptions.end(), std::copy(own.begin(), own.end(), all.begin()));
  return all;
}

// From an account's options, or from the dialect of a request.
inline ChatDialect chat_dialect(aip_fields fields) {
  ChatDialect dialect;
  if (fields.count == 0) return dialect;
  const auto word = [&](std::string_view name) { return sdk::find(fields, name).value_or(std::string_view()); };
  dialect.string_content = word("string_content") == "true";
  dialect.single_system = word("single_system") == "true";
  dialect.developer_role = word("developer_role") != "false";
  dialect.stream_usage = word("stream_usage") != "false";
  dialect.max_tokens_name = word("max_tokens_name");
  dialect.thinking = word("thinking");
  dialect.think = word("think");
  dialect.thinking_budget = word("thinking_budget");
  dialect.thoughts = word("thoughts");
  return dialect;
}

inline void check_dialect(const ChatDialect& dialect) {
  const auto expect = [](std::string_view name, std::string_view value, std::initializer_list<std::string_view> words) {
    std::string list;
    for (const std::string_view word : words) {
      if (value.empty() || value == word) return;
      list.append(list.empty() ? "" : ", ").append(word);
    }
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is none of: " + list, std::string(name)};
  };
  expect("max_tokens_name", dialect.max_tokens_name, {"max_tokens", "max_completion_tokens"});
  expect("thinking", dialect.thinking, {"effort", "enable_thinking", "thinking", "reasoning", "none"});
  expect("thoughts", dialect.thoughts, {"calls", "all", "none"});
  if (dialect.thinking_budget.starts_with('-')) {
    throw sdk::Fault{AIP_E_INVALID_REQUEST, "is below 0", "thinking_budget"};
  }
}

namespace detail {

// `"content": [` somewhere in the body. A text that quotes it only makes the request be encoded without need.
inline bool has_listed_content(std::string_view body) {
  constexpr std::string_view kKey = "\"content\"";
  for (std::size_t at = body.find(kKey); at != std::string_view::npos; at = body.find(kKey, at)) {
    at += kKey.size();
    const std::size_t next = body.find_first_not_of(" \t\r\n:", at);
    if (next != std::string_view::npos && body[next] == '[') return true;
  }
  return false;
}

inline bool has(std::string_view body, std::string_view what) { return body.find(what) != std::string_view::npos; }

}  // namespace detail

// Whether a request that could pass through has something in it that this host wants said differently.
inline bool must_encode(const ChatDialect& dialect, const aip_request& request) {
  if (request.operation != AIP_OP_GENERATE) return false;
  const auto sent = [&](std::string_view name) { return sdk::find_member(request, name) != nullptr; };
  const std::string_view body = sdk::view(request.source_body);
  const bool other_form = !dialect.thinking.empty() && dialect.thinking != "effort";
  return dialect.single_system || (dialect.string_content && detail::has_listed_content(body)) ||
         (!dialect.developer_role && detail::has(body, "\"developer\"")) ||
         (!dialect.stream_usage && sent("stream_options")) ||
         (dialect.max_tokens_name == "max_tokens" && sent("max_completion_tokens")) ||
         (dialect.max_tokens_name == "max_completion_tokens" && sent("max_tokens")) ||
         (other_form && sent("reasoning_effort")) || (dialect.thoughts == "none" && detail::has(body, "\"reasoning"));
}

// For prepare(): the words for the encoder, and no pass-through where it has to do something.
inline void set_dialect(sdk::Env& env, const ChatDialect& dialect, const aip_request& request, aip_prepared& prepared) {
  const auto words = env.array<aip_field>(kChatOptions.size());
  std::size_t count = 0;
  const auto say = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) words[count++] = sdk::field(name, value);
  };
  say("string_content", dialect.string_content ? "true" : "");
  say("single_system", dialect.single_system ? "true" : "");
  say("developer_role", dialect.developer_role ? "" : "false");
  say("stream_usage", dialect.stream_usage ? "" : "false");
  say("max_tokens_name", dialect.max_tokens_name);
  say("thinking", dialect.thinking);
  say("think", dialect.think);
  say("thinking_budget", dialect.thinking_budget);
  say("thoughts", dialect.thoughts);
  prepared.dialect = sdk::fields(words.first(count));
  const bool could_pass = (request.flags & AIP_REQUEST_PASS) != 0;
  if (could_pass && must_encode(dialect, request)) prepared.flags |= AIP_PREPARED_NO_PASS;
}

}  // namespace aipool::convert
