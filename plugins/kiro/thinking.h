// SPDX-License-Identifier: MIT
//
// Thinking: how the model of a request is asked to think, by tags in front of the system prompt or by fields of the
// body.
//
// Flow:      encode_request() makes one, and asks it for both.
// Threading: a plain value.
// Ownership: owns its texts.
// Errors:    what comes only near to what the client said is a loss.
// Units:     tokens.
#pragma once

#include <string>
#include <string_view>

#include "plugins/kiro/account_options.h"

namespace aipool::kiro {

class Thinking {
 public:
  Thinking(const Target& target, const AccountOptions& options, std::string_view model_id);

  // In front of the system prompt; empty: nothing.
  const std::string& tags() const { return tags_; }
  // The value of additionalModelRequestFields; empty: none.
  const std::string& fields() const { return fields_; }
  // Thoughts of earlier turns go back as tags.
  bool in_tags() const { return form_ == ThinkingForm::kTags; }

 private:
  void by_tags(const Target& target, const aip_reasoning& said, std::string_view model_id);
  void by_fields(const Target& target, const aip_reasoning& said);

  ThinkingForm form_;
  std::string tags_;
  std::string fields_;
};

}  // namespace aipool::kiro
