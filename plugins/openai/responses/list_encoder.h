// SPDX-License-Identifier: MIT
//
// Encoders of the answers that are no response: a count of tokens, a list of items, a deletion.
//
// Flow:      event() gathers; the body is written at END.
// Threading: one answer, one thread at a time.
// Ownership: owns what it gathers; borrows the request.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

class CountEncoder final : public sdk::Encoder {
 public:
  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  std::uint64_t tokens_ = 0;
};

// The items that an upstream lists; where there is none, those of the request's own tree.
class ItemsEncoder final : public sdk::Encoder {
 public:
  ItemsEncoder(std::uint32_t origin, const aip_request& request) : origin_(origin), request_(request) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  const std::uint32_t origin_;
  const aip_request& request_;
  std::string items_;  // objects, separated by commas
};

class DeletionEncoder final : public sdk::Encoder {
 public:
  explicit DeletionEncoder(const aip_request& request) : id_(sdk::view(request.item_id)) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env&, sdk::Out&) override {}

 private:
  std::string id_;
};

}  // namespace aipool::openai::responses
