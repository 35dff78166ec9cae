// SPDX-License-Identifier: MIT
#include "plugins/openai/place.h"

namespace aipool::openai {

std::string Place::pointer() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->pointer() + '/';
  if (key_.empty()) return text + std::to_string(index_);
  for (const char c : key_) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

std::string Place::param() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->param();
  if (key_.empty()) return text + '[' + std::to_string(index_) + ']';
  if (!text.empty()) text += '.';
  return text.append(key_);
}

}  // namespace aipool::openai
