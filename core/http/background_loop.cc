// SPDX-License-Identifier: MIT
#include "core/http/background_loop.h"

#include <utility>

namespace aipool::http {

BackgroundLoop::BackgroundLoop(std::function<void(std::exception_ptr)> on_failure) {
  loop_.on_failure(std::move(on_failure));
  thread_ = std::thread([this] { loop_.run(); });
}

BackgroundLoop::~BackgroundLoop() {
  loop_.stop();
  thread_.join();
  loop_.drop_tasks();
}

void BackgroundLoop::start(std::function<Task<void>()> make) {
  loop_.post([this, make = std::move(make)] { spawn(loop_, make()); });
}

}  // namespace aipool::http
