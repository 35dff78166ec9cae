// SPDX-License-Identifier: MIT
#include "core/http/http_date.h"

#include <chrono>
#include <ctime>

namespace aipool::http {

std::string_view HttpDate::text(TimePoint now) noexcept {
  if (now >= valid_until_) {
    const std::time_t wall = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::gmtime_r(&wall, &parts);
    // The "C" locale's names: the program never calls setlocale().
    std::strftime(text_.data(), text_.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    valid_until_ = now + std::chrono::seconds(1);
  }
  return {text_.data(), text_.size() - 1};
}

}  // namespace aipool::http
