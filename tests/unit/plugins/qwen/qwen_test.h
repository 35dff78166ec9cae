// SPDX-License-Identifier: MIT
//
// QwenTest asks the providers of the built plugin what they make of requests and failures.
//
// Flow:      the test program's first argument is the plugin's file; see main.cc.
// Threading: one thread.
// Ownership: host and plugin are static.
// Errors:    gtest assertions.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "aipool/kit.hpp"
#include "protocol_test.h"

namespace aipool::qwen {

class QwenTest : public ::testing::Test {
 protected:
  explicit QwenTest(std::string_view provider) : provider_(plugin_.provider(provider)) {}

  static kit::FakeHost& shared_host() {
    static kit::FakeHost host;
    return host;
  }
  static const kit::Plugin& shared_plugin() {
    static const kit::Plugin plugin = kit::Plugin::load(test::plugin_path(), shared_host());
    return plugin;
  }

  kit::FakeHost& host_ = shared_host();
  const kit::Plugin& plugin_ = shared_plugin();
  const aip_provider& provider_;
};

}  // namespace aipool::qwen
