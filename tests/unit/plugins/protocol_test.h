// SPDX-License-Identifier: MIT
//
// ProtocolTest drives the protocol of a built plugin through the kit: requests, answers, errors, as the server would.
//
// Flow:      the test program's arguments are the plugin's file and the protocol; see main.cc.
// Threading: one thread.
// Ownership: host and plugin are static; requests belong to the test.
// Errors:    gtest assertions.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/kit/protocol_driver.hpp"

namespace aipool::test {

std::string& plugin_path();  // set by main(), as the next
std::string& protocol_id();
std::string& other_plugin_path();  // where a test converts to another protocol
std::string& other_protocol_id();

class ProtocolTest : public ::testing::Test {
 protected:
  // A request that passed inspect().
  std::unique_ptr<kit::Request> request(std::string body, aip_enum operation = AIP_OP_GENERATE);
  // The same of a protocol whose path says what is asked for.
  std::unique_ptr<kit::Request> request(kit::RequestText text, aip_enum operation = AIP_OP_GENERATE);
  std::unique_ptr<kit::Request> decoded(kit::RequestText text, aip_enum operation = AIP_OP_GENERATE);
  // The same, decoded into the tree.
  std::unique_ptr<kit::Request> decoded(std::string body, aip_enum operation = AIP_OP_GENERATE);
  // A request of another protocol: an empty tree to fill in.
  std::unique_ptr<kit::Request> foreign();
  // What encode_request() makes of it.
  std::string encoded(kit::Request& request);

  // An upstream's stream: each line becomes an event.
  static kit::Reply stream(std::string_view chunks);
  static kit::Reply document(std::string body, int status = 200);

  // An error of an upstream as the protocol reads it, and one as a client sees it.
  sdk::Fault read_error(int status, std::string body, kit::Settings headers = {});
  kit::Encoded write_error(const sdk::Fault& fault);
  // A stream means the same in whatever pieces it arrives, converted (the request that `asks` makes) or passed through.
  // Its end was seen.
  using Asks = std::function<std::unique_ptr<kit::Request>()>;
  void expect_every_cut_is_the_same(const Asks& asks, const kit::Reply& reply);
  static std::unique_ptr<kit::Request> passing(std::unique_ptr<kit::Request> request);

  // One for the whole program: loading takes longer than most tests.
  static kit::FakeHost& shared_host();
  static const kit::Plugin& shared_plugin();

  kit::FakeHost& host_ = shared_host();
  const kit::Plugin& plugin_ = shared_plugin();
  kit::ProtocolDriver driver_{plugin_, protocol_id()};
  std::uint32_t own_ = host_.intern(protocol_id());
  std::uint32_t other_ = host_.intern("other.protocol");
};

// Parts of trees that another protocol's client half has made.
aip_part part(aip_enum kind, std::string_view text = {}, std::uint32_t flags = 0);
aip_part call(std::string_view id, std::string_view name, std::string_view json);

// The text with other line ends.
std::string with_ends(std::string_view body, std::string_view end);

// All of an event that tests compare, in one line.
std::string to_line(const aip_event& event);
std::string to_lines(const std::vector<aip_event>& events);
// The lines that decide about an answer however it is read: usage, errors, the end.
std::string verdict(const std::vector<aip_event>& events);

std::vector<std::string> loss_pointers(kit::Request& request);

// The same text for texts that are equal as JSON; what is no JSON comes as it is, marked.
std::string sorted_json(std::string_view text);

// Equal as JSON: members in any order, numbers by value.
::testing::AssertionResult same_json(std::string_view actual, std::string_view expected);

}  // namespace aipool::test
